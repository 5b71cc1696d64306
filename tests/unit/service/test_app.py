"""What every app made by create_app does around its routes."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest
from fastapi import FastAPI, HTTPException
from sqlalchemy.exc import OperationalError

from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, closed_router, public_router, routes_of
from agent.service.logging import JsonFormatter
from tests.unit.service.conftest import HOOK, KEY, MARK, client_of, trial_app, trial_settings

PUBLIC = {"/health/live", "/health/ready", "/open/{token}"}


@pytest.mark.asyncio
async def test_every_route_that_is_not_declared_public_answers_401_without_credentials(
    app: FastAPI, stranger: httpx.AsyncClient
) -> None:
    asked = 0
    for entry in routes_of(app):
        path = entry.path.replace("{thing_id}", "1").replace("{token}", "1")
        for method in entry.methods:
            answer = await stranger.request(method, path)
            assert (answer.status_code == 401) == (entry.path not in PUBLIC), (method, path)
            asked += 1
    assert asked >= 10
    assert {entry.path for entry in routes_of(app) if not entry.guarded} == PUBLIC


@pytest.mark.asyncio
@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", f"Basic {KEY}", KEY, f"Bearer {HOOK}", "Bearer \xe9"])
async def test_a_wrong_key_opens_nothing(app: FastAPI, given: str) -> None:
    async with client_of(app) as client:
        answer = await client.get("/metrics", headers=[(b"authorization", given.encode("latin-1"))])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.asyncio
async def test_webhooks_have_a_key_of_their_own(app: FastAPI) -> None:
    assert (await client_of(app, **{"x-api-key": HOOK}).post("/hooks")).status_code == 200
    assert (await client_of(app, **{"x-api-key": KEY}).post("/hooks")).status_code == 401
    assert (await client_of(app, Authorization=f"Bearer {KEY}").post("/hooks")).status_code == 401


def test_an_app_with_an_open_route_that_nobody_declared_cannot_be_made() -> None:
    router = public_router()
    router.add_api_route("/left-open", lambda: None)
    with pytest.raises(ValueError, match="left-open"):
        create_app(title="T", settings=trial_settings(), routers=[router])


def test_an_app_that_declares_a_closed_route_public_cannot_be_made() -> None:
    router = closed_router(ApiKeyGuard(trial_settings().api_key))
    router.add_api_route("/closed", lambda: None)
    with pytest.raises(ValueError, match="closed"):
        create_app(title="T", settings=trial_settings(), routers=[router], public_paths=["/closed"])


@pytest.mark.asyncio
async def test_a_problem_is_told_with_its_code_a_sentence_and_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.get("/things/1/conflict")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.pop("instance") == f"urn:uuid:{answer.headers['x-request-id']}"
    assert body == {
        "type": "urn:salus:problem:wrong-state",
        "title": "Conflict",
        "status": 409,
        "detail": "The thing is gone.",
        "code": "wrong-state",
        "next_step": "Read its present state and decide again.",
    }


@pytest.mark.asyncio
async def test_wrong_fields_are_named_by_pointers_and_their_values_are_not_echoed(client: httpx.AsyncClient) -> None:
    body = {"name": MARK, "count": MARK, MARK: 1}
    answer = await client.post(f"/things/1?limit={MARK}", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-input"
    faults = {(fault["pointer"], fault["reason"]) for fault in answer.json()["errors"]}
    assert faults == {
        ("/query/limit", "int_parsing"),
        ("/body/name", "string_too_long"),
        ("/body/count", "int_parsing"),
        ("/body", "extra_forbidden"),
    }
    assert MARK not in answer.text


@pytest.mark.asyncio
async def test_what_is_not_json_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things/1", content="{" + MARK, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/body", "reason": "json_invalid", "message": "This is not JSON."}]


@pytest.mark.asyncio
async def test_an_unknown_address_and_a_wrong_method_are_problems(client: httpx.AsyncClient) -> None:
    unknown = await client.get("/nowhere")
    wrong = await client.delete("/things/1/conflict")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET"


@pytest.mark.asyncio
async def test_a_framework_error_of_any_status_keeps_its_status() -> None:
    router = public_router()

    @router.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, MARK)

    app = create_app(title="T", settings=trial_settings(), routers=[router], public_paths=["/teapot"])
    answer = await client_of(app).get("/teapot")
    assert answer.status_code == answer.json()["status"] == 418
    assert MARK not in answer.text


@pytest.mark.asyncio
async def test_a_body_longer_than_the_limit_is_refused_declared_or_not() -> None:
    client = client_of(trial_app(body_limit_bytes=1000), Authorization=f"Bearer {KEY}")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    declared = await client.post("/things/1/raw", content=b"x" * 1001)
    streamed = await client.post("/things/1/raw", content=chunks())
    parsed = await client.post("/things/1", content=chunks(), headers={"content-type": "application/json"})
    enough = await client.post("/things/1/raw", content=b"x" * 1000)
    assert [answer.status_code for answer in (declared, streamed, parsed)] == [413, 413, 413]
    assert streamed.json()["code"] == "too-large"
    assert enough.json() == 1000


@pytest.mark.asyncio
async def test_an_unforeseen_exception_is_internal_to_the_client_and_a_stack_without_values_in_the_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await client.get("/things/1/broken")
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    failed = next(line for line in lines if line["event"] == "request.failed")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert failed["exception"] == ["builtins.RuntimeError"]
    assert "broken" in failed["stack"][-1]
    assert MARK not in answer.text
    assert MARK not in json.dumps(lines)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("cause", "status", "code"),
    [(psycopg.OperationalError(MARK), 503, "database-unavailable"), (sqlite3.OperationalError(MARK), 500, "internal")],
)
async def test_a_server_of_databases_that_was_lost_is_told_apart_from_a_fault_of_ours(
    cause: Exception, status: int, code: str
) -> None:
    router = public_router()

    @router.get("/lost")
    async def lost() -> None:
        raise OperationalError("SELECT 1", {}, cause)

    app = create_app(title="T", settings=trial_settings(), routers=[router], public_paths=["/lost"])
    answer = await client_of(app).get("/lost")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert MARK not in answer.text


@pytest.mark.asyncio
async def test_a_request_is_logged_by_its_template_and_never_by_its_path_or_query(
    stranger: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="agent"):
        answer = await stranger.get(f"/open/{MARK}?oob={MARK}")
        await stranger.get(f"/{MARK}")
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records if record.name.startswith("agent")]
    assert [line["route"] for line in lines] == ["/open/{token}", "unmatched"]
    assert {"method": "GET", "status": 200, "request_id": answer.headers["x-request-id"]}.items() <= lines[0].items()
    assert MARK not in json.dumps(lines)


@pytest.mark.asyncio
async def test_every_answer_has_the_safe_headers(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    for answer in [
        await stranger.get("/nowhere"),
        await client.get("/things/1/broken"),
        await stranger.get("/metrics"),
    ]:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.asyncio
async def test_metrics_count_by_template_and_each_app_on_its_own(client: httpx.AsyncClient) -> None:
    await client.get(f"/open/{MARK}")
    other = client_of(trial_app(), Authorization=f"Bearer {KEY}")
    line = 'salus_http_requests_total{method="GET",route="/open/{token}",status="200"} 1.0'
    assert line in (await client.get("/metrics")).text
    assert line not in (await other.get("/metrics")).text
    assert MARK not in (await client.get("/metrics")).text


@pytest.mark.asyncio
async def test_the_interface_description_names_the_key_and_the_problem(client: httpx.AsyncClient) -> None:
    description = (await client.get("/openapi.json")).json()
    operation = description["paths"]["/things/{thing_id}"]["post"]
    assert operation["security"] == [{"ApiKey": []}]
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert "422" not in operation["responses"]
    assert "security" not in description["paths"]["/open/{token}"]["get"]


@pytest.mark.asyncio
async def test_readiness_names_the_checks_that_fail_and_nothing_more() -> None:
    async def good() -> bool:
        return True

    async def bad() -> bool:
        return False

    async def raising() -> bool:
        raise OSError(MARK)

    ready = await client_of(trial_app(readiness={"good": good})).get("/health/ready")
    not_ready = await client_of(trial_app(readiness={"raising": raising, "good": good, "bad": bad})).get(
        "/health/ready"
    )
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert (not_ready.status_code, not_ready.json()["failing"]) == (503, ["raising", "bad"])
    assert MARK not in not_ready.text
    assert (await client_of(trial_app(readiness={"bad": bad})).get("/health/live")).status_code == 200
