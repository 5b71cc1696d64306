"""The clinic's desk and its door in a real browser, while a patient's phone answers: nobody reloads a page."""

import asyncio
import os
import re
import time
from pathlib import Path

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import BrowserContext, Page, expect

from agent.service.qr import read_qr
from salus.journey import MEASLES, TEMPLATE, vaccination
from salus.parties import Clerk, Json, Phone
from tests.flows.browser.conftest import DESK, PHONE
from tests.flows.browser.looking import assert_fit_for_all, keep_picture
from tests.flows.world import HASTY

pytestmark = pytest.mark.asyncio
SLOW_MS = 20_000
NOTES = """
window.notes = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  notes.push(Math.round(this.frequency.value));
  return start.apply(this, when);
};
"""
SERIES = {
    "id": "whole-series",
    "version": "1.0",
    "title": dict.fromkeys(("en", "de", "ar"), "All doses of a series"),
    "purpose": dict.fromkeys(("en", "de", "ar"), "To see every dose that you had."),
    "answer_within_s": 60,
    "groups": [
        {"name": "list", "credential_type": "vaccination", "reveal": ["series_doses", "subject_id"]},
        {
            "name": "dose", "credential_type": "vaccination",
            "copies": {"distinct": ["event_id"], "min": 0, "default": 0, "max": 5},
            "where": {"target_disease_code": MEASLES},
            "reveal": ["target_disease_code", "dose_number", "occurrence_dateint", "event_id", "subject_id"],
        },
    ],
    "equal": [["list.subject_id", "dose.subject_id"]],
    "complete": {"list": "list.series_doses", "copies": "dose"},
}  # fmt: skip
"""Rules as those of the emergency card, for cards that every run has: the series counts its doses."""


@pytest_asyncio.fixture
async def desk(office: Page) -> Page:
    """Its pages note the sounds that they make."""
    await office.add_init_script(NOTES)
    return office


async def look_at(page: Page, name: str) -> None:
    """At both sizes."""
    await assert_fit_for_all(page)
    await keep_picture(page, name)


async def ask(page: Page, template_id: str, language: str = "en") -> None:
    await page.locator(f"input[name=language][value={language}]").check()
    await page.locator(f"button[value={template_id}]").click()
    await page.locator(".qr svg").wait_for()


async def scan(page: Page, phone: Phone) -> Json:
    return await phone.scan(await page.locator(".qr").screenshot())


async def sees(page: Page, word: str) -> None:
    await page.locator("#verdict").wait_for(timeout=SLOW_MS)
    assert (await page.locator("#verdict").inner_text()).strip() == word, await page.locator("main").inner_text()


async def test_an_answer_turns_the_page_valid_by_itself_and_what_was_shown_goes_again(
    desk: Page, clinic_screen: BrowserContext, vaccinated: Phone
) -> None:
    unanswered = await clinic_screen.new_page()
    await unanswered.goto(desk.url)
    await ask(unanswered, HASTY)
    await desk.bring_to_front()  # only the page in front is painted without delay

    await ask(desk, TEMPLATE, "ar")
    address = desk.url
    await expect(desk.locator(".lead")).to_have_attribute("dir", "rtl")
    await look_at(desk, "waiting")
    await desk.set_viewport_size(PHONE)
    on_a_phone = read_qr(await desk.locator(".qr").screenshot())
    await desk.set_viewport_size(DESK)
    assert on_a_phone == read_qr(await desk.screenshot()), "the whole code fits the screen"

    found = await scan(desk, vaccinated)
    await expect(desk.locator(".now")).to_have_text("On the phone")
    await expect(desk.locator(".qr")).to_have_count(0)
    await look_at(desk, "on-the-phone")
    await vaccinated.approve(found["request_id"])
    approved = time.monotonic()
    await sees(desk, "VALID")
    print(f"VALID on the page {time.monotonic() - approved:.2f} s after the approval")
    assert await desk.evaluate("notes") == [659, 988]
    await expect(desk.locator("#live-status")).to_have_text(re.compile("^VALID. "))
    shown = desk.locator(".shown")
    await expect(shown).to_contain_text("Measles")
    await look_at(desk, "valid")
    await expect(shown).to_have_count(0, timeout=SLOW_MS)
    await expect(desk.get_by_text("gone from this screen")).to_be_visible()
    await desk.reload()
    await sees(desk, "VALID")
    assert MEASLES not in await desk.content() and MEASLES not in await desk.evaluate("JSON.stringify(localStorage)")
    assert desk.url == address
    await desk.get_by_role("link", name="Next patient").click()
    await expect(desk.locator(".rows a").filter(has_text="VALID").first).to_be_visible()
    await look_at(desk, "ask")

    await sees(unanswered, "NO ANSWER")
    await look_at(unanswered, "no-answer")
    await unanswered.get_by_role("button", name="Ask again").click()
    await unanswered.locator(".qr svg").wait_for()
    await unanswered.close()


async def test_a_door_tells_a_patient_who_declined_and_goes_back_to_the_next_person(
    desk: Page, clinic_screen: BrowserContext, vaccinated: Phone
) -> None:
    next_person = desk.url + f"/ask/{TEMPLATE}"
    await desk.goto(next_person)
    await look_at(desk, "door")
    await desk.get_by_role("button", name="Nächste Person").click()
    await desk.locator(".qr svg").wait_for()
    found = await scan(desk, vaccinated)
    await vaccinated.decline(found["request_id"])
    await sees(desk, "NOT VALID")
    back = asyncio.create_task(seconds_until(desk, next_person))
    assert await desk.evaluate("notes") == [330, 208]
    await expect(desk.locator(".verdict")).to_contain_text("The patient declined.")
    await expect(desk.locator(".verdict [lang=de]").last).to_contain_text("hat abgelehnt")
    await look_at(desk, "door-not-valid")
    await desk.locator("#verdict").wait_for()

    await asked_again_for_the_whole_series(await clinic_screen.new_page(), next_person.split("/ask/")[0], vaccinated)

    assert await back > 3, "the verdict was up for its time"


async def seconds_until(page: Page, address: str) -> float:
    started = time.monotonic()
    await page.wait_for_url(address, timeout=SLOW_MS)
    return time.monotonic() - started


async def asked_again_for_the_whole_series(page: Page, home: str, patient: Phone) -> None:
    file = Path(os.environ["SALUS_VERIFIER_REQUEST_TEMPLATES"]) / "whole-series.yaml"
    file.write_text(yaml.safe_dump(SERIES))
    try:
        await page.goto(home)
        await ask(page, "whole-series")
        first = page.url
        await patient.approve((await scan(page, patient))["request_id"])
        await page.wait_for_url(re.compile(r"\?counted=1$"), timeout=SLOW_MS)  # nobody presses anything
        assert page.url.split("?")[0] != first
        await expect(page.get_by_text("scans once more")).to_be_visible()
        await look_at(page, "once-more")
        await patient.approve((await scan(page, patient))["request_id"])
        await sees(page, "VALID")
        await expect(page.get_by_role("heading", name=re.compile("^Dose [12]$"))).to_have_count(2)
        await expect(page.get_by_text("Patient's pseudonym").first).to_be_hidden()
        await look_at(page, "several-cards")
    finally:
        file.unlink()
        await page.close()


async def test_a_card_that_was_revoked_is_not_valid_and_the_link_does_what_the_code_does(
    desk: Page, clinic_screen: BrowserContext, clerk: Clerk, phone: Phone
) -> None:
    offer = await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)
    await clinic_screen.grant_permissions(["clipboard-read", "clipboard-write"])
    await ask(desk, TEMPLATE)
    await desk.get_by_text("Link instead of the code").click()
    await desk.get_by_role("button", name="Copy the link").click()
    await expect(desk.locator("#copy")).to_have_text("Copied")
    found = await phone.follow(await desk.evaluate("navigator.clipboard.readText()"))
    await desk.get_by_role("button", name="Sound is on").click()
    await expect(desk.locator("#sound")).to_have_text("Sound is off")
    await clerk.revoke(offer["offer_id"])
    await phone.approve(found["request_id"])
    await sees(desk, "NOT VALID")
    assert await desk.evaluate("notes") == []
    await expect(desk.locator(".verdict")).to_contain_text("The card was revoked by its issuer.")
    await look_at(desk, "not-valid")
