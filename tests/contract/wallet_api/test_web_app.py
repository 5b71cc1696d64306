"""The web app's files, as the service hands them out."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from wallet_api.routes.web_app import WEB_APP_PATHS, read_app, web_app_routes

pytestmark = pytest.mark.asyncio
SCRIPT = "console.log('hello');" * 100


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>wallet</title>")
    (tmp_path / "sw.js").write_text("// worker")
    (tmp_path / "assets" / "app-1a2b.js").write_text(SCRIPT)
    (tmp_path / "assets" / "notes.txt").write_text("of nobody's concern")
    (tmp_path.parent / "secret.js").write_text("outside")
    return tmp_path


@pytest_asyncio.fixture
async def phone(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(web_app_routes(read_app(built)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://wallet.test") as client:
        yield client


async def test_the_page_may_load_from_here_alone_and_be_framed_by_nobody(phone: httpx.AsyncClient) -> None:
    answer = await phone.get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-cache"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'" and policy["style-src"] == "'self'"
    assert "camera=(self)" in answer.headers["permissions-policy"]


async def test_what_has_a_hash_in_its_name_is_kept_for_ever_and_comes_packed(phone: httpx.AsyncClient) -> None:
    answer = await phone.get("/assets/app-1a2b.js")
    assert (answer.text, answer.headers["content-type"]) == (SCRIPT, "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"] and answer.headers["content-encoding"] == "gzip"
    plain = await phone.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})
    assert plain.content == SCRIPT.encode() and "content-encoding" not in plain.headers
    assert len(gzip.compress(SCRIPT.encode())) < len(SCRIPT)


@pytest.mark.parametrize(
    "name", ["app-9z9z.js", "notes.txt", "..%2Findex.html", "..%2F..%2Fsecret.js", "%2e%2e%2findex.html"]
)
async def test_nothing_else_can_be_had(phone: httpx.AsyncClient, name: str) -> None:
    assert (await phone.get(f"/assets/{name}")).status_code >= 400


async def test_not_built_the_service_has_its_api_alone_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_app(tmp_path / "nowhere") == {}
    assert "web_app.not_built" in caplog.text


async def test_with_the_service_around_it_the_page_keeps_its_own_policy(client: httpx.AsyncClient) -> None:
    """The safe headers of all answers do not take their place; where it was not built, the answer is a problem."""
    for path in WEB_APP_PATHS:
        answer = await client.get(path.format(name="nothing.js"))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        if answer.status_code == 200:
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        else:
            assert answer.json()["code"] == "not-found"


async def test_how_cards_look_is_open_to_all(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/card-types")
    types = {each["name"]: each for each in answer.json()["card_types"]}
    assert set(types) == {"vaccination", "allergy", "allergy_list", "practitioner"}
    assert types["vaccination"]["label"] == {"en": "Vaccination", "de": "Impfung", "ar": "تطعيم"}
    assert types["vaccination"]["attributes"][0]["name"] == "target_disease", "in the order to show them in"
