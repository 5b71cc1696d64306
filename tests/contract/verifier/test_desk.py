"""The desk's pages: what each state shows and no longer shows, at the desk and at a door. The agent is away.

The pages in a real browser with real agents: tests/flows/browser.
"""

import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.access.domain.act import OPERATOR, Actor, ActorKind
from agent.access.domain.user import Role
from agent.protocol import Did
from tests.contract.browser import PASSWORD, Browser
from tests.contract.verifier.conftest import Bench, served, unopened
from tests.contract.verifier.console import browsing
from tests.unit.verifier.asked import DID, GROUP, MEASLES, NOW, question
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight
from verifier.settings import TEMPLATES, Settings

pytestmark = pytest.mark.asyncio
VALID = Decision(Outcome.VALID, None)
SHOWN = Sight(revealed={GROUP: {"target_disease_code": MEASLES}})


@dataclass
class Desk:
    bench: Bench
    app: Any
    staff: Browser

    async def page(self, verification_id: str, *, door: str | None = None) -> str:
        below = f"ask/{door}" if door else "verifications"
        answer = await self.staff.see(f"/console/{below}/{verification_id}")
        assert answer.status_code == 200
        return answer.text

    async def decided(self, decision: Decision, sight: Sight | None = None) -> str:
        asked = await self.bench.asked(State.ANSWERED)
        assert await self.bench.parts.journal.decided(asked, decision, sight)
        return str(asked.id)


@asynccontextmanager
async def opened(settings: Settings, directory: Path) -> AsyncIterator[Desk]:
    """With a member of staff who is no administrator, and request templates that a test may break."""
    changed = {
        "request_templates": Path(shutil.copytree(TEMPLATES, directory / "templates")),
        "wallet_url": "https://wallet.example/app",
        "first_admin_file": directory / "admin.json",
    }
    bench = unopened(settings.model_copy(update=changed))
    async with served(bench) as service, browsing(service.app) as staff:
        _, given = await bench.parts.access.users.create("mary", Role.CLERK, OPERATOR)
        await staff.sign_in("mary", given)
        await staff.set_password(given, PASSWORD)
        yield Desk(bench, service.app, staff)


@pytest_asyncio.fixture
async def own_desk(own_settings: Settings, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(own_settings, tmp_path) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module")
async def shared_desk(shared_settings: Settings, shared_path: Path) -> AsyncIterator[Desk]:
    async with opened(shared_settings, shared_path) as desk:
        yield desk


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    shared_desk.bench.clock.now = NOW
    return shared_desk


async def test_home_offers_every_question_and_tells_administrators_alone_of_broken_files(own_desk: Desk) -> None:
    page = (await own_desk.staff.see("/console")).text
    assert len(re.findall(r'name="template_id" value="([^"]+)"', page)) == 9
    assert re.findall(r'name="language" value="(\w\w)"( checked)?', page) == [
        ("en", " checked"),
        ("de", ""),
        ("ar", ""),
    ]
    (own_desk.bench.settings.request_templates / "broken.yaml").write_text("id: [")
    file = own_desk.bench.settings.first_admin_file
    assert file is not None and "broken.yaml" not in (await own_desk.staff.see("/console")).text
    async with browsing(own_desk.app) as admin:
        given = json.loads(file.read_text())["password"]
        await admin.sign_in("admin", given)
        await admin.set_password(given, PASSWORD)
        assert "<li>broken.yaml: " in (await admin.see("/console")).text
        users = (await admin.see("/console/users")).text
        assert '<option value="clerk">Desk</option>' in users and "<p>Desk, since" in users


async def test_home_shows_what_people_asked_lately_with_its_verdict_and_no_value(desk: Desk) -> None:
    mary = Actor(ActorKind.USER, "mary")
    asked = await desk.bench.parts.journal.draft("a1", question(nonce="77"), mary)
    await desk.bench.parts.journal.decided(asked, VALID, SHOWN)
    machines = await desk.bench.asked()
    page = (await desk.staff.see("/console")).text
    assert re.search(r'verifications/a1".*?badge valid">VALID<', page, re.S)
    assert machines.id not in page and MEASLES not in page


async def test_a_request_shows_its_code_until_a_wallet_has_scanned_it(desk: Desk) -> None:
    waiting = await desk.bench.asked()
    page = await desk.page(waiting.id)
    assert "<svg" in page and 'aria-label="QR code' in page and 'aria-current="step">Waiting for a scan' in page
    assert 'data-left="300"' in page and "/q/" in page and "Ask again" not in page
    assert "in the last ten years" in page  # the purpose, for the patient
    [events] = re.findall(r'data-events="([^"]+)"', page)
    assert events.startswith(f"/console/verifications/{waiting.id}/events?after=")
    again = await desk.staff.send(f"/console/verifications/{waiting.id}/again", page="/console")
    assert again.headers["location"] == f"/console/verifications/{waiting.id}", "it can still be answered"
    scanned = await desk.page((await desk.bench.asked(State.SCANNED)).id)
    assert "QR code" not in scanned and "/q/" not in scanned and "look at your phone" in scanned


async def test_the_link_of_a_request_opens_the_wallet_on_the_same_device(desk: Desk) -> None:
    page = await desk.page((await desk.bench.asked()).id)
    [url] = re.findall(r'id="open-link" href="([^"]+)"', page)
    async with browsing(desk.app) as patient:
        opened = (await patient.http.get(url, headers={"accept": "text/html"})).text
    assert 'href="https://wallet.example/app#link=http' in opened and 'href="didcomm://' in opened
    assert '<p lang="en" dir="ltr">To see that you were vaccinated against measles' in opened


async def test_when_the_time_is_over_the_code_goes_before_there_is_a_verdict(desk: Desk) -> None:
    waiting = await desk.bench.asked()
    desk.bench.clock.move(300)
    page = await desk.page(waiting.id)
    assert "Time is over" in page and "QR code" not in page and "Ask again" in page


async def test_a_verdict_is_a_word_a_look_a_reason_and_what_to_do(desk: Desk) -> None:
    not_trusted = Decision(Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED, untrusted_issuer=Did(DID))
    for decision, look, said in (
        (not_trusted, "not-valid", "NOT VALID. The card comes from an issuer that is not trusted"),
        (Decision(Outcome.UNDECIDED, Reason.NOT_CHECKED), "not-checked", "NOT CHECKED. The answer could not be"),
        (Decision(Outcome.INVALID, Reason.TIMED_OUT), "no-answer", "NO ANSWER. No answer came in time."),
    ):
        page = await desk.page(await desk.decided(decision))
        assert f'class="verdict {look}"' in page and f'data-look="{look}"' in page and f'data-said="{said}' in page
        assert 'class="verdict valid"' not in page and "QR code" not in page
        assert "Next patient" in page and "Ask again" in page
        assert (f'Issuer: <span class="did">{DID}</span>' in page) is (decision is not_trusted)


async def test_what_was_shown_is_on_the_page_for_its_time_and_then_nowhere(own_desk: Desk) -> None:
    screen = own_desk.bench.parts.screen
    lifetime_s, screen.lifetime_s = screen.lifetime_s, 0
    gone = await own_desk.page(await own_desk.decided(VALID, SHOWN))
    assert "Measles (" not in gone and MEASLES not in gone and "is gone from this screen" in gone
    screen.lifetime_s = lifetime_s
    answer = await own_desk.staff.see(f"/console/verifications/{await own_desk.decided(VALID, SHOWN)}")
    page = answer.text
    assert "Measles (14189004)" in page and re.search(r'data-left="1[12]\d" data-then="look"', page)
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! type=.module. src)", page)
    assert MEASLES not in re.findall(r"<title>(.*?)</title>", page)[0]


async def test_a_list_that_counts_more_is_asked_again_by_itself_once(desk: Desk) -> None:
    incomplete = Decision(Outcome.INVALID, Reason.LIST_INCOMPLETE)
    verification_id = await desk.decided(incomplete, Sight(copies_needed={"allergy": 2}))
    page = await desk.page(verification_id)
    assert " data-send>" in page and "for every card that the list counts" in page
    counted = (await desk.staff.see(f"/console/verifications/{verification_id}?counted=1")).text
    assert " data-send>" not in counted and "for every card that the list counts" in counted


async def test_asking_needs_the_agent_and_says_so_on_a_page(desk: Desk) -> None:
    for path in ("/console/verifications", "/console/ask/adult"):
        told = await desk.staff.send(path, page="/console", template_id="measles-10y", language="de")
        assert told.status_code == 503 and told.headers["content-type"].startswith("text/html")
    assert (await desk.staff.send("/console/ask/nothing", page="/console", language="de")).status_code == 404
    assert (await desk.staff.send("/console/ask/adult", page="/console", language="fr")).status_code == 422


async def test_a_door_has_one_question_in_every_language_and_no_navigation(desk: Desk) -> None:
    page = (await desk.staff.see("/console/ask/measles-10y")).text
    assert re.findall(r'name="language" value="(\w+)" lang="\w+" dir="(\w+)"', page) == [
        ("en", "ltr"), ("de", "ltr"), ("ar", "rtl"),
    ]  # fmt: skip
    assert "<nav" not in page and (await desk.staff.see("/console/ask/nothing")).status_code == 404


async def test_a_door_goes_back_to_the_next_person_when_the_verdict_was_up_for_its_time(desk: Desk) -> None:
    verification_id = await desk.decided(VALID, SHOWN)
    desk.bench.clock.move(50)
    page = await desk.page(verification_id, door="measles-10y")
    assert 'data-home="/console/ask/measles-10y"' in page and "Next person" in page
    [left] = re.findall(r'data-left="(\d+)" data-then="home"', page)
    assert 118 <= int(left) <= 120, "what was shown is up for longer than the clock says"
    assert "data-home" not in await desk.page(verification_id)
    assert (await desk.staff.see(f"/console/ask/adult/{verification_id}")).status_code == 404
