"""One short URL serves wallets, browsers and everything else, once, in time, and tells how it ended."""

import base64
import json
import logging
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from agent.service.engines import migration_engine, parse_url
from agent.service.links import LinkStatus
from agent.service.logging import JsonFormatter
from agent.service.qr import qr_svg
from tests.contract.service.example.app import ExampleSettings, Offers, create_example

KEY = "the-key-of-the-service"
START = datetime(2025, 1, 1, tzinfo=UTC)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MARK = "marked-label"


class World:
    """The example service, its clock, one offer and the link to it."""

    def __init__(self, app: FastAPI, url: str) -> None:
        self.app = app
        self.database_url = url
        self.now = START
        self.offer_id = ""
        self.path = ""
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://clinic.example")

    @property
    def offers(self) -> Offers:
        offers = self.app.state.offers
        assert isinstance(offers, Offers)
        return offers

    async def get(self, accept: str, *, suffix: str = "", method: str = "GET") -> httpx.Response:
        return await self.client.request(method, self.path + suffix, headers={"accept": accept})

    async def becomes(self, state: LinkStatus) -> None:
        self.offers.agent[self.offer_id] = state
        await self.offers.refresh(self.offer_id)

    def stored(self, query: str) -> list[tuple[object, ...]]:
        with migration_engine(parse_url(self.database_url)).connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    settings = ExampleSettings.model_validate(
        {
            "public_url": "https://clinic.example",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:1",
            "agent_admin_key": "x" * 16,
            "webhook_key": "x" * 16,
            "api_key": KEY,
            "reconcile_interval_s": 3600,
        }
    )
    worlds: list[World] = []
    app = create_example(settings, clock=lambda: worlds[0].now)
    worlds.append(World(app, database_url))
    async with app.router.lifespan_context(app):
        made = await worlds[0].client.post("/offers", json={"name": MARK}, headers={"authorization": f"Bearer {KEY}"})
        worlds[0].offer_id = made.json()["offer_id"]
        worlds[0].path = urlsplit(made.json()["link"]).path
        yield worlds[0]


@pytest.mark.asyncio
async def test_a_link_has_128_random_bits_and_fits_a_small_code(world: World) -> None:
    assert re.fullmatch(r"/q/[A-Za-z0-9_-]{22}", world.path)


@pytest.mark.asyncio
async def test_a_wallet_gets_the_invitation_and_may_fetch_it_again(world: World) -> None:
    first = await world.get("application/json")
    await world.becomes(LinkStatus.SCANNED)
    again = await world.get("application/json, text/plain, */*")
    assert first.json() == again.json() == {"@type": "https://didcomm.org/out-of-band/1.1/invitation", "label": MARK}
    assert first.headers["content-type"] == "application/json"
    assert first.headers["vary"] == "Accept"


@pytest.mark.asyncio
async def test_only_the_first_fetch_is_marked_and_told(world: World) -> None:
    for _ in range(3):
        await world.get("application/json")
    assert world.stored("SELECT type FROM outbox WHERE type = 'fetched'") == [("fetched",)]


@pytest.mark.asyncio
async def test_looking_at_a_link_without_fetching_marks_nothing(world: World) -> None:
    await world.get("application/json", method="HEAD")
    await world.get(BROWSER)
    await world.get("*/*")
    await world.get("application/json", suffix="/status")
    assert world.stored("SELECT type FROM outbox WHERE type = 'fetched'") == []


@pytest.mark.asyncio
async def test_a_browser_gets_a_page_that_opens_the_wallet_and_needs_nothing_else(world: World) -> None:
    answer = await world.get(BROWSER)
    page = answer.text
    url = f"https://clinic.example{world.path}"
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in page
    assert 'src="' not in page
    assert qr_svg(url) in page
    assert f'href="https://wallet.example/app#link={url.replace(":", "%3A").replace("/", "%2F")}"' in page
    assert _decoded(re.search(r'href="didcomm://invite\?oob=([^"]+)"', page)[1])["label"] == MARK
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["content-security-policy"]


@pytest.mark.asyncio
async def test_anything_else_is_sent_to_the_same_url_with_the_invitation_in_it(world: World) -> None:
    answer = await world.get("*/*")
    target = urlsplit(answer.headers["location"])
    assert answer.status_code == 302
    assert (target.scheme, target.netloc, target.path) == ("https", "clinic.example", world.path)
    assert _decoded(parse_qs(target.query)["oob"][0])["label"] == MARK


@pytest.mark.asyncio
async def test_who_follows_the_redirect_gets_the_invitation_and_not_another_redirect(world: World) -> None:
    followed = await world.client.get(world.path, headers={"accept": "*/*"}, follow_redirects=True)
    assert followed.status_code == 200
    assert followed.json()["label"] == MARK


@pytest.mark.asyncio
async def test_head_answers_as_get_does(world: World) -> None:
    for accept, status in [("application/json", 200), (BROWSER, 200), ("*/*", 302)]:
        assert (await world.get(accept, method="HEAD")).status_code == status
    assert (await world.get("application/json", method="HEAD", suffix="/status")).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (LinkStatus.DONE, "link-used"),
        (LinkStatus.DECLINED, "link-used"),
        (LinkStatus.FAILED, "link-failed"),
        (LinkStatus.EXPIRED, "link-expired"),
    ],
)
async def test_a_link_whose_subject_is_final_is_gone_for_everyone(world: World, state: LinkStatus, code: str) -> None:
    await world.becomes(state)
    for accept in ("application/json", "*/*"):
        answer = await world.get(accept)
        assert (answer.status_code, answer.json()["code"]) == (410, code)
    page = await world.get(BROWSER)
    assert page.status_code == 410
    assert page.headers["content-type"].startswith("text/html")
    assert (await world.get("application/json", suffix="/status")).json() == {"status": state.value}


@pytest.mark.asyncio
async def test_a_link_past_its_time_is_gone_although_its_subject_waits(world: World) -> None:
    world.now = START + timedelta(seconds=600)
    answer = await world.get("application/json")
    assert (answer.status_code, answer.json()["code"]) == (410, "link-expired")
    assert (await world.get("*/*", suffix="/status")).json() == {"status": "expired"}
    assert "past its time" in (await world.get(BROWSER)).text


@pytest.mark.asyncio
async def test_a_scan_in_time_is_told_as_scanned_also_later(world: World) -> None:
    await world.becomes(LinkStatus.SCANNED)
    world.now = START + timedelta(seconds=601)
    assert (await world.get("*/*", suffix="/status")).json() == {"status": "scanned"}


@pytest.mark.asyncio
async def test_an_unknown_token_is_a_problem_for_programs_and_a_page_for_people(world: World) -> None:
    for suffix in ("", "/status"):
        problem = await world.client.get(f"/q/{'x' * 22}{suffix}", headers={"accept": "application/json"})
        page = await world.client.get(f"/q/{'x' * 22}{suffix}", headers={"accept": BROWSER})
        assert (problem.status_code, problem.json()["code"]) == (404, "not-found")
        assert (page.status_code, "does not exist" in page.text) == (404, True)


@pytest.mark.asyncio
async def test_the_invitation_is_deleted_when_its_subject_is_final_or_its_time_is_past(world: World) -> None:
    other = await world.offers.create("second")
    await world.becomes(LinkStatus.DONE)
    assert world.stored("SELECT count(*) FROM links WHERE invitation IS NOT NULL") == [(1,)]
    world.now = START + timedelta(seconds=600)
    assert await world.offers._links.forget_expired() == 1
    assert world.stored("SELECT count(*) FROM links WHERE invitation IS NOT NULL") == [(0,)]
    assert await world.offers._links.current(other[0].id) is None
    assert await world.offers._links.purge(START + timedelta(hours=1)) == 2


@pytest.mark.asyncio
async def test_the_newest_open_link_of_a_subject_can_be_shown_again(world: World) -> None:
    found = await world.offers._links.current(world.offer_id)
    assert found is not None
    assert urlsplit(found.url).path == world.path


@pytest.mark.asyncio
async def test_no_log_line_holds_the_token_or_the_invitation(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="agent"):
        for accept in ("application/json", BROWSER, "*/*"):
            await world.get(accept)
            await world.get(accept, suffix="/status")
    written = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert '"route": "/q/{token}/status"' in written
    assert world.path.removeprefix("/q/") not in written
    assert MARK not in written


def _decoded(oob: str) -> dict[str, str]:
    decoded = json.loads(base64.urlsafe_b64decode(oob + "=" * (-len(oob) % 4)))
    assert isinstance(decoded, dict)
    return decoded
