"""Tails files over HTTP: only the agent puts them, only whole and under their own hash."""

import hashlib

import base58
import httpx
import pytest
from fastapi import FastAPI

from agent.service.app import BODY_LIMIT_BYTES
from issuer.services.tails_files import MAX_TAILS_BYTES
from issuer.settings import Settings
from tests.contract.issuer.conftest import client_of, started
from tests.contract.issuer.keys import API_KEY, TAILS_KEY

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("database_kind", ["sqlite"], scope="module"),  # one kind is enough here
]

AGENT = httpx.BasicAuth("agent", TAILS_KEY)
CONTENT = bytes(range(256)) * 5000


@pytest.fixture(autouse=True)
def no_tails(running: FastAPI, settings: Settings) -> None:
    """A file that a test puts stays until the next."""
    for path in settings.tails_dir.iterdir():
        path.unlink()


def hash_of(content: bytes) -> str:
    return base58.b58encode(hashlib.sha256(content).digest()).decode()


async def put(client: httpx.AsyncClient, name: str, content: bytes, auth: httpx.Auth | None = AGENT) -> httpx.Response:
    return await client.put(f"/tails/hash/{name}", files={"tails": content}, auth=auth)


def kept(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.tails_dir.iterdir())


async def test_a_file_that_was_put_can_be_fetched_by_anybody(stranger: httpx.AsyncClient) -> None:
    name = hash_of(CONTENT)
    assert len(CONTENT) > BODY_LIMIT_BYTES
    assert (await put(stranger, name, CONTENT)).status_code == 200
    fetched = await stranger.get(f"/tails/hash/{name}")
    assert (fetched.status_code, fetched.content) == (200, CONTENT)
    assert "immutable" in fetched.headers["cache-control"]


async def test_putting_it_again_is_no_error(stranger: httpx.AsyncClient, settings: Settings) -> None:
    name = hash_of(CONTENT)
    assert [(await put(stranger, name, CONTENT)).status_code for _ in range(2)] == [200, 200]
    assert kept(settings) == [name]


async def test_without_the_agents_password_nothing_is_kept(
    stranger: httpx.AsyncClient, settings: Settings, subtests: pytest.Subtests
) -> None:
    for auth in [None, httpx.BasicAuth("agent", "wrong"), httpx.BasicAuth("other", TAILS_KEY), httpx.BasicAuth("", "")]:
        with subtests.test(auth=auth):
            assert (await put(stranger, hash_of(CONTENT), CONTENT, auth)).status_code == 401
            assert kept(settings) == []


async def test_a_name_that_cannot_be_kept_is_refused_at_the_entrance(
    stranger: httpx.AsyncClient, settings: Settings
) -> None:
    assert (await stranger.get("/tails/hash/%00")).status_code == 422
    assert (await put(stranger, "%00", b"tails")).status_code == 422
    assert kept(settings) == []


async def test_a_file_of_another_hash_is_refused_and_not_kept(stranger: httpx.AsyncClient, settings: Settings) -> None:
    answer = await put(stranger, hash_of(CONTENT), CONTENT[:-1])
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-tails-hash")
    assert kept(settings) == []


async def test_a_wrong_file_does_not_replace_the_right_one(stranger: httpx.AsyncClient) -> None:
    name = hash_of(CONTENT)
    await put(stranger, name, CONTENT)
    assert (await put(stranger, name, b"other")).status_code == 422
    assert (await stranger.get(f"/tails/hash/{name}")).content == CONTENT


async def test_a_name_that_is_no_hash_is_not_found(
    stranger: httpx.AsyncClient, settings: Settings, subtests: pytest.Subtests
) -> None:
    for name in [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "..",
        ".",
        "%2Fetc%2Fpasswd",
        "a" * 200,
        "0OIl" * 11,
        "issuer.sqlite",
        "..%5c..%5cx",
        "%C0%AE%C0%AE",
    ]:
        with subtests.test(name=name):
            (settings.tails_dir.parent / "secret").write_text("secret")
            assert (await stranger.get(f"/tails/hash/{name}")).status_code == 404
            assert (await put(stranger, name, b"tails")).status_code == 404
            assert kept(settings) == []


async def test_a_form_without_the_field_is_refused(stranger: httpx.AsyncClient) -> None:
    name = hash_of(CONTENT)
    for form in ({"files": {"other": CONTENT}}, {"data": {"tails": "text"}}, {"content": b"no form"}):
        answer = await stranger.put(f"/tails/hash/{name}", auth=AGENT, **form)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


async def test_a_file_that_is_too_large_is_refused(stranger: httpx.AsyncClient, settings: Settings) -> None:
    content = bytes(MAX_TAILS_BYTES + 1)
    answer = await put(stranger, hash_of(content), content)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    content += bytes(1024 * 1024)
    assert (await put(stranger, hash_of(content), content)).status_code == 413
    assert kept(settings) == []


async def test_other_routes_keep_the_ordinary_limit(running: FastAPI) -> None:
    async with client_of(running, Authorization=f"Bearer {API_KEY}") as clerk:
        answer = await clerk.post("/v1/offers", content=bytes(BODY_LIMIT_BYTES + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_what_an_interrupted_upload_left_is_cleared_at_the_start(settings: Settings) -> None:
    (settings.tails_dir / f".{hash_of(b'')}.0a1b.part").write_bytes(b"half")
    (settings.tails_dir / hash_of(CONTENT)).write_bytes(CONTENT)
    async with started(settings):
        assert kept(settings) == [hash_of(CONTENT)]
