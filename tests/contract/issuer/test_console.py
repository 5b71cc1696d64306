"""The console: who gets in, what every page and form demands, and what a clerk can do there."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from agent.console.navigation import PUBLIC_PATHS
from agent.ports import Invitation
from agent.service.auth import routes_of
from agent.service.database import Database
from issuer import tables
from issuer.app import create_service
from issuer.domain.offer import Offer, OfferState
from issuer.domain.publication import Publication
from issuer.services.offer_journal import OfferJournal
from issuer.settings import Settings
from tests.contract.browser import ORIGIN, PASSWORD, Browser, form_token, shown_once
from tests.contract.issuer.conftest import MIGRATIONS, client_of, new_clerk, started
from tests.contract.issuer.examples import CLAIMS, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio

UNKNOWN = "00000000-0000-4000-8000-000000000000"
FORM = {"type": "vaccination"} | {f"claim.{name}": str(value) for name, value in CLAIMS.items()}


def young(state: OfferState, **values: object) -> Offer:
    return offer(state, at=datetime.now(UTC).replace(microsecond=0), **values)


def console_calls(app: FastAPI, *methods: str) -> list[tuple[str, str]]:
    filled = [(re.sub(r"\{key_id\}", "0" * 12, entry.path), entry) for entry in routes_of(app)]
    return [
        (method, re.sub(r"\{[^}]*\}", UNKNOWN, path))
        for path, entry in filled
        for method in sorted(entry.methods)
        if path.startswith("/console") and entry.path not in PUBLIC_PATHS and method in methods
    ]


async def test_without_a_session_every_page_and_form_leads_to_the_sign_in(running: FastAPI, browser: Browser) -> None:
    calls = console_calls(running, "GET", "POST")
    assert len(calls) >= 18
    for token in ("", "x" * 43):
        browser.http.cookies.set("salus-session", token, domain="issuer.test")
        for method, path in calls:
            answer = await browser.http.request(method, path, headers={"Origin": ORIGIN})
            assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in"), (method, path)


async def test_no_form_is_taken_without_its_sessions_token_or_from_elsewhere(
    running: FastAPI, admin: Browser, mary: Browser
) -> None:
    token = form_token((await admin.see("/console/users")).text)
    others = form_token((await mary.see("/console/password")).text)
    calls = [*console_calls(running, "POST"), ("POST", "/console/sign-in")]
    assert len(calls) >= 11
    for _, path in calls:
        for fields, origin in (
            ({}, ORIGIN),
            ({"form_token": others}, ORIGIN),
            ({"form_token": token}, "http://elsewhere.test"),
            ({"form_token": token}, "null"),
            ({"form_token": token}, None),
        ):
            answer = await admin.raw_post(path, fields, origin)
            assert answer.status_code == 403, (path, origin)
    assert (await admin.see("/console")).status_code == 200


async def test_a_clerk_gets_to_no_page_of_administrators(running: FastAPI, mary: Browser) -> None:
    for path in ("/console/users", "/console/api-keys"):
        refused = await mary.see(path)
        assert refused.status_code == 403 and "for administrators" in refused.text
    token = form_token((await mary.see("/console/password")).text)
    posts = [path for _, path in console_calls(running, "POST") if "/users" in path or "/api-keys" in path]
    assert len(posts) == 7
    for path in posts:
        assert (await mary.raw_post(path, {"form_token": token})).status_code == 403
    assert "API keys" not in (await mary.see("/console")).text


@pytest_asyncio.fixture
async def first_browser(unused: FastAPI) -> AsyncIterator[Browser]:
    async with client_of(unused) as http:
        yield Browser(http)


async def test_the_first_administrator_is_told_in_a_file_for_one_sign_in(
    own_settings: Settings, first_browser: Browser
) -> None:
    browser, file = first_browser, own_settings.first_admin_file
    assert file is not None and file.stat().st_mode & 0o777 == 0o600
    first = json.loads(file.read_text())
    assert (await browser.sign_in("admin", first["password"])).headers["location"] == "/console"
    for path in ("/console", "/console/users", "/console/history"):
        assert (await browser.see(path)).headers["location"] == "/console/password"
    assert (await browser.set_password(first["password"], first["password"])).status_code == 422
    assert (await browser.set_password("wrong", PASSWORD)).status_code == 422
    assert (await browser.set_password(first["password"], "admin-admin-admin")).status_code == 422
    assert file.exists()
    assert (await browser.set_password(first["password"], PASSWORD)).status_code == 303
    assert not file.exists()
    assert (await browser.see("/console")).status_code == 200


async def test_a_second_start_makes_no_second_administrator(
    unused: FastAPI, own_settings: Settings, database_url: str
) -> None:
    async with started(own_settings):
        pass
    async with MIGRATIONS.database(database_url) as database, database.reading() as connection:
        assert len((await connection.execute(tables.access.users.select())).all()) == 1


async def test_the_cookie_is_for_this_host_and_for_no_script(browser: Browser, settings: Settings) -> None:
    secure = create_service(settings.model_copy(update={"public_url": "https://issuer.test"}))
    async with client_of(secure) as http:
        over_https = (await http.get("/console/sign-in")).headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-salus-sign-in=\S+; HttpOnly; Path=/; SameSite=strict; Secure", over_https
    )  # no Domain: RFC 6265bis
    over_http = (await browser.see("/console/sign-in")).headers["set-cookie"]
    assert re.fullmatch(r"salus-sign-in=\S+; HttpOnly; Path=/; SameSite=strict", over_http)


async def test_a_session_has_a_new_token_at_each_sign_in_and_none_after_signing_out(
    admin: Browser, browser: Browser
) -> None:
    ann = await new_clerk("ann", admin, browser)
    first = ann.http.cookies["salus-session"]
    assert (await ann.send("/console/sign-out", page="/console")).headers["location"] == "/console/sign-in"
    ann.http.cookies.set("salus-session", first, domain="issuer.test")
    assert (await ann.see("/console")).status_code == 303
    ann.http.cookies.clear()
    await ann.sign_in("ann", PASSWORD)
    assert ann.http.cookies["salus-session"] != first and (await ann.see("/console")).status_code == 200


async def test_every_page_has_the_policy_that_allows_no_inline_script_or_style(admin: Browser) -> None:
    for path in ("/console", "/console/offers/new", "/console/history", "/console/users", "/console/nothing-here"):
        page = await admin.see(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! type=.module. src)", page.text)
        assert page.headers["cache-control"] == "no-store"


async def id_of(user: str, database: Database) -> str:
    users = tables.access.users
    async with database.reading() as connection:
        return str(await connection.scalar(sa.select(users.c.user_id).where(users.c.name == user)))


async def test_a_new_password_or_being_disabled_ends_a_clerks_sessions(
    admin: Browser, browser: Browser, database: Database
) -> None:
    joe = await new_clerk("joe", admin, browser)
    user_id = await id_of("joe", database)
    assert f"/console/users/{user_id}/disable" in (await admin.see("/console/users")).text
    await admin.send(f"/console/users/{user_id}/disable", page="/console/users")
    assert (await joe.see("/console")).status_code == 303
    assert (await joe.sign_in("joe", PASSWORD)).status_code == 401
    await admin.send(f"/console/users/{user_id}/enable", page="/console/users")
    assert (await joe.sign_in("joe", PASSWORD)).status_code == 303
    reset = await admin.send(f"/console/users/{user_id}/reset", page="/console/users")
    assert (await joe.see("/console")).status_code == 303
    assert (await joe.sign_in("joe", PASSWORD)).status_code == 401
    assert (await joe.sign_in("joe", shown_once(reset.text))).status_code == 303


async def test_the_last_administrator_cannot_be_disabled(admin: Browser, database: Database) -> None:
    user_id = await id_of("admin", database)
    refused = await admin.send(f"/console/users/{user_id}/disable", page="/console/users")
    assert refused.status_code == 409 and "last administrator" in refused.text
    assert (await admin.see("/console")).status_code == 200


async def test_a_user_needs_a_name_that_nobody_has(admin: Browser, mary: Browser) -> None:
    for name, sentence in (("mary", "a user of this name"), ("Mary Smith", "small letters"), ("", "small letters")):
        refused = await admin.send("/console/users", page="/console/users", name=name, role="clerk")
        assert refused.status_code == 422 and sentence in refused.text


async def test_a_key_made_at_the_console_works_and_is_shown_once(admin: Browser, running: FastAPI) -> None:
    form = {"name": "Ward <system>", "days": "30", "scope": "offers:read"}
    made = await admin.send("/console/api-keys", page="/console/api-keys", **form)
    key = shown_once(made.text)
    async with client_of(running, Authorization=f"Bearer {key}") as machine:
        assert (await machine.get("/v1/offers")).status_code == 200
        assert (await machine.get("/v1/acts")).status_code == 403
    listed = (await admin.see("/console/api-keys")).text
    assert key not in listed and "Ward &lt;system&gt;" in listed
    for wrong in ({"name": ""}, {"days": "0"}, {"days": "x"}, {"scope": "everything"}):
        refused = await admin.send("/console/api-keys", page="/console/api-keys", **(form | wrong))
        assert refused.status_code == 422


async def test_claims_that_cannot_be_issued_are_told_at_their_fields_with_what_was_typed(mary: Browser) -> None:
    wrong = FORM | {"claim.dose_number": "one", "claim.family_name": "", "claim.given_name": "<b>Ana</b>"}
    page = await mary.send("/console/offers", page="/console/offers/new", step="offer", **wrong)
    assert page.status_code == 422
    assert set(re.findall(r'id="claim-(\w+)-fault"', page.text)) == {"dose_number", "family_name"}
    assert 'value="one"' in page.text and "&lt;b&gt;Ana&lt;/b&gt;" in page.text and "<b>Ana" not in page.text


async def test_the_card_is_shown_before_anything_is_offered(mary: Browser, journal: OfferJournal) -> None:
    page = await mary.send("/console/offers", page="/console/offers/new", step="preview", **FORM)
    assert page.status_code == 200 and "17 May 1990" in page.text and 'value="offer"' in page.text
    assert await journal.store.page(None, 10) == []


async def test_an_offer_and_who_made_it_are_written_together(
    mary: Browser, admin: Browser, journal: OfferJournal, published: Publication
) -> None:
    told = await mary.send("/console/offers", page="/console/offers/new", step="offer", **FORM)
    assert told.status_code == 503  # the agent answers nobody here
    [made] = await journal.store.page(None, 10)
    history = (await admin.see("/console/history")).text
    assert re.search(rf"<td>mary</td><td>Offered a card</td>.*?{made.offer_id[:8]}", history, re.S)


async def test_an_offer_page_shows_its_code_its_card_and_how_far_it_is(mary: Browser, journal: OfferJournal) -> None:
    waiting = young(OfferState.OFFERED, attributes={"family_name": "Okafor"})
    await journal.open_draft(waiting)
    async with journal.database.transaction() as transaction:
        link = await journal.links.create(transaction, waiting.offer_id, Invitation({"@id": "i"}), waiting.expires_at)
    page = await mary.see(f"/console/offers/{waiting.offer_id}")
    assert "<svg" in page.text and link.url in page.text and "Okafor" in page.text
    assert 'aria-current="step">Waiting for a scan' in page.text
    await journal.move(waiting.offer_id, OfferState.DECLINED)
    page = await mary.see(f"/console/offers/{waiting.offer_id}")
    assert "<svg" not in page.text and "Okafor" not in page.text and "Declined" in page.text


async def test_a_card_is_revoked_only_after_a_confirmation_and_by_name(mary: Browser, journal: OfferJournal) -> None:
    stored = young(OfferState.STORED, rev_reg_id=REV_REG_ID, cred_rev_id=3)
    await journal.open_draft(stored)
    asking = f"/console/offers/{stored.offer_id}/revoke"
    assert "cannot be undone" in (await mary.see(asking)).text
    found = await journal.store.find(stored.offer_id)
    assert found is not None and found.state is OfferState.STORED
    done = await mary.send(asking, page=asking)
    page = (await mary.see(done.headers["location"])).text
    assert "Being revoked" in page and "Revoked a card, mary" in page


async def test_what_was_not_issued_is_not_revoked_and_the_page_says_so(mary: Browser, journal: OfferJournal) -> None:
    waiting = young(OfferState.OFFERED)
    await journal.open_draft(waiting)
    path = f"/console/offers/{waiting.offer_id}/revoke"
    refused = await mary.send(path, page=path)
    assert refused.status_code == 409 and "Only a credential that was issued" in refused.text


async def test_offers_are_found_by_id_state_and_type(mary: Browser, journal: OfferJournal) -> None:
    stored, declined = young(OfferState.STORED), young(OfferState.DECLINED)
    for each in (stored, declined):
        await journal.open_draft(each)

    async def found(query: str) -> set[str]:
        page = await mary.see(f"/console?{query}")
        assert page.status_code == 200
        return set(re.findall(r'id="offer-([0-9a-f-]{36})"', page.text))

    both = {stored.offer_id, declined.offer_id}
    assert await found("") == await found("type=vaccination") == both
    assert await found("state=stored") == await found(f"offer={stored.offer_id[:12].upper()}") == {stored.offer_id}
    assert await found(f"state=declined&offer={stored.offer_id}") == await found("offer=%25") == set()
    assert (await mary.see("/console?state=nonsense")).status_code == 422


async def test_a_clerk_sees_acts_about_offers_and_an_administrator_all(admin: Browser, mary: Browser) -> None:
    await admin.send("/console/users", page="/console/users", name="sue", role="clerk")
    assert "Created a user" in (await admin.see("/console/history")).text
    assert "Created a user" not in (await mary.see("/console/history")).text


async def test_the_live_streams_begin_where_the_page_was_read(
    mary: Browser, another: FastAPI, journal: OfferJournal
) -> None:
    waiting = young(OfferState.OFFERED)
    await journal.open_draft(waiting)
    page = (await mary.see("/console")).text
    [events] = re.findall(r'data-events="([^"]+)"', page)
    assert events == f"/console/events?after={await journal.outbox.latest_id('offers')}"
    another.state.closing.begin()  # or the streams would never end
    async with client_of(another) as http:
        http.cookies = mary.http.cookies
        for path in (events, f"/console/offers/{waiting.offer_id}/events"):
            assert (await http.get(path)).headers["content-type"].startswith("text/event-stream")


async def test_an_offer_that_is_not_there_is_a_page_and_not_json(mary: Browser) -> None:
    missing = await mary.see(f"/console/offers/{UNKNOWN}")
    assert missing.status_code == 404 and missing.headers["content-type"].startswith("text/html")


async def test_the_style_sheet_is_open_and_nothing_else_beside_it(running: FastAPI) -> None:
    async with client_of(running) as http:
        page = await http.get("/console/sign-in")
        for path in re.findall(r'(?:href|src)="(/console/static/[^"]+)"', page.text):
            assert (await http.get(path)).status_code == 200
        for name in ("nothing.css", "..%2Fpages.py", "console.py"):
            missing: httpx.Response = await http.get(f"/console/static/{name}")
            assert missing.status_code == 404
