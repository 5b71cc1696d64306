"""What no database can keep does not get past the entrance."""

import json
from typing import Any

import pytest
from fastapi import FastAPI, Request

from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, closed_router
from agent.service.keepable import MAX_DEPTH, can_be_kept
from tests.unit.service.conftest import KEY, client_of, trial_settings

NESTED: Any = json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
KEPT = ["", "Ä \U0001f600", {"a": [1, -(2**63), 2**63 - 1, 1.5, None, True]}, NESTED]
NOT_KEPT = [
    "a\x00b", "\ud83d", {"\udc00": 1}, {"a": [{"b": "\x00"}]}, 2**63, -(2**63) - 1, float("nan"), float("-inf"),
    [NESTED],
]  # fmt: skip


@pytest.fixture
def app() -> FastAPI:
    router = closed_router(ApiKeyGuard(trial_settings().api_key))

    @router.post("/{name}")
    async def json_body(name: str, body: dict[str, Any]) -> int:
        return len(body)

    @router.post("/{name}/form")
    async def form(name: str, request: Request) -> int:
        return len(await request.form())

    return create_app(title="T", settings=trial_settings(), routers=[router])


@pytest.mark.parametrize("value", KEPT, ids=range(len(KEPT)))
def test_what_can_be_kept_is_let_in(value: object) -> None:
    assert can_be_kept(value)


@pytest.mark.parametrize("value", NOT_KEPT, ids=range(len(NOT_KEPT)))
@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_refused_in_a_body(app: FastAPI, value: object) -> None:
    async with client_of(app, authorization=f"Bearer {KEY}", **{"content-type": "application/json"}) as client:
        answer = await client.post("/a", content=json.dumps({"deep": value}))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/body")
        assert (await client.post("/a", content=json.dumps({"deep": 1}))).json() == 1


@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_refused_in_path_query_and_forms(app: FastAPI) -> None:
    parted = {"content-type": "multipart/form-data; boundary=x"}
    file = b'--x\r\nContent-Disposition: form-data; name="b"; filename="na%sme"\r\n\r\n\x00\r\n--x--\r\n'
    async with client_of(app, authorization=f"Bearer {KEY}") as client:
        bad = [
            ("/path", await client.post("/a%00b", json={})),
            ("/query", await client.post("/a?b=c%00d", json={})),
            ("/body", await client.post("/a/form", data={"b": "c\x00d"})),
            ("/body", await client.post("/a/form", content=file % b"\x00", headers=parted)),
        ]
        assert (await client.post("/a/form", data={"b": "c"})).json() == 1
        assert (await client.post("/a/form", content=file % b"", headers=parted)).json() == 1
    for pointer, answer in bad:
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.asyncio
async def test_a_number_of_thousands_of_digits_and_a_nesting_without_end_are_no_failure(app: FastAPI) -> None:
    async with client_of(app, authorization=f"Bearer {KEY}", **{"content-type": "application/json"}) as client:
        for content in ("9" * 5000, "[" * 100_000):
            assert (await client.post("/a", content=content)).status_code in (400, 422)
