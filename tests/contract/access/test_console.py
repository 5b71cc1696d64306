"""A console that is not the issuer's: pages of its own beside the common ones, in one look."""

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.access.domain.act_kinds import AccessAct
from agent.console.act_words import ACCESS_WORDS
from agent.console.navigation import API_KEYS, HISTORY, HOME, PASSWORD, PUBLIC_PATHS, SIGN_IN, USERS
from agent.service.auth import routes_of
from tests.contract.access.conftest import OPERATORS_KEY, client_of
from tests.contract.access.example.app import ExampleSettings
from tests.contract.browser import PASSWORD as OWN_PASSWORD
from tests.contract.browser import Browser, shown_once

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def admin(running: FastAPI, settings: ExampleSettings) -> AsyncIterator[Browser]:
    assert settings.first_admin_file is not None
    first = json.loads(settings.first_admin_file.read_text())
    async with client_of(running) as http:
        browser = Browser(http, "http://example.test")
        await browser.sign_in(first["name"], first["password"])
        assert (await browser.set_password(first["password"], OWN_PASSWORD)).headers["location"] == HOME
        yield browser


async def test_every_page_is_closed_but_the_sign_in(running: FastAPI) -> None:
    paths = {entry.path for entry in routes_of(running) if entry.path.startswith(HOME) and not entry.guarded}
    assert paths == set(PUBLIC_PATHS)
    async with client_of(running) as http:
        for path in (HOME, PASSWORD, HISTORY, USERS, API_KEYS):
            assert (await http.get(path)).headers["location"] == SIGN_IN


async def test_the_services_places_and_label_stand_on_every_page_and_its_own_template_is_found(admin: Browser) -> None:
    for path in (HOME, PASSWORD, HISTORY, USERS, API_KEYS):
        page = (await admin.see(path)).text
        places = re.findall(r'<li><a href="([^"]+)"', page)
        assert places == [HOME, HISTORY, USERS, API_KEYS] and "Example Desk</title>" in page
        assert 'href="/console/static/desk.css"' in page and 'data-live-events="visit.noted"' in page
    assert "<h1>Visits at Example Desk</h1>" in (await admin.see(HOME)).text
    assert "Go to the visits" in (await admin.raw_post(USERS, {}, None)).text


async def test_the_cookie_is_the_services_own(admin: Browser) -> None:
    assert list(admin.http.cookies) == ["salus-example-session"]


async def test_the_key_form_offers_the_services_scopes_and_the_history_has_words_for_its_acts(
    admin: Browser, running: FastAPI
) -> None:
    assert re.findall(r'name="scope" value="([^"]+)"', (await admin.see(API_KEYS)).text) == ["visits", "admin"]
    made = await admin.send(API_KEYS, page=API_KEYS, name="Ward", scope="visits")
    async with client_of(running, Authorization=f"Bearer {shown_once(made.text)}") as ward:
        assert (await ward.post("/v1/visits/v-1")).status_code == 204
    history = (await admin.see(HISTORY)).text
    assert re.search(
        r'<td>API key Ward</td><td>Noted a visit</td>\s*<td><a class="id" href="/console/visits/v-1"', history
    )


async def test_a_clerk_sees_the_acts_that_have_pages_and_no_other(admin: Browser, running: FastAPI) -> None:
    given = shown_once((await admin.send(USERS, page=USERS, name="mary", role="clerk")).text)
    async with client_of(running, Authorization=f"Bearer {OPERATORS_KEY}") as operator:
        await operator.post("/v1/visits/v-1")
    async with client_of(running) as http:
        mary = Browser(http, "http://example.test")
        await mary.sign_in("mary", given)
        await mary.set_password(given, OWN_PASSWORD)
        history = (await mary.see(HISTORY)).text
        assert "Noted a visit" in history and "Created a user" not in history
        assert (await mary.see(USERS)).status_code == 403


async def test_every_act_of_access_has_words() -> None:
    assert set(ACCESS_WORDS) == set(AccessAct)
