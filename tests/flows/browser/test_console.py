"""The issuer's console in a real browser, at a desk and on a phone: a card offered, taken, revoked, and the history."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from agent.service.qr import read_qr
from salus.parties import Phone
from tests.flows.browser.looking import DESK, PHONE, assert_fit_for_all, keep_picture
from tests.sizes import IS_FULL

pytestmark = pytest.mark.asyncio
SIZES = [DESK, PHONE] if IS_FULL else [DESK]
CLAIMS = {
    "subject_id": "p-4711", "family_name": "Example", "given_name": "Erika", "birth_dateint": "1990-01-31",
    "target_disease_code": "14189004", "target_disease": "Measles", "event_id": "imm-4711",
}  # fmt: skip


@pytest.mark.parametrize("desk", SIZES, ids=lambda size: str(size["width"]), indirect=True)
async def test_a_card_is_offered_taken_and_revoked_while_the_page_follows(desk: Page, phone: Phone) -> None:
    await fill_in(desk)
    await expect(desk.get_by_text("Vaccinated against Measles")).to_be_visible()
    await expect(desk.locator("[dir=rtl]").first).to_be_visible()
    await assert_fit_for_all(desk)
    await keep_picture(desk, "preview")
    await desk.get_by_role("button", name="Offer this card").click()
    await desk.locator(".qr svg").wait_for()
    await assert_fit_for_all(desk)
    await keep_picture(desk, "offer")
    picture = await desk.locator(".qr-panel").screenshot()
    assert read_qr(picture) is not None
    scan = await phone.scan(picture)
    await phone.accept(scan["offer_id"])
    await expect(desk.locator(".badge")).to_have_text("In the wallet")  # nobody reloads the page
    await desk.get_by_role("link", name="Revoke this card").click()
    await assert_fit_for_all(desk)
    await desk.get_by_role("button", name="Revoke the card").click()
    await expect(desk.locator(".badge")).to_have_text("Revoked")
    await keep_picture(desk, "revoked")


async def test_a_faulty_field_is_named_and_keeps_the_rest(desk: Page) -> None:
    await fill_in(desk, target_disease_code="measles")
    await expect(desk.get_by_role("alert")).to_be_visible()
    await expect(desk.locator("[aria-invalid=true]")).to_have_count(1)
    await expect(desk.locator("[name='claim.family_name']")).to_have_value("Example")
    await assert_fit_for_all(desk)
    await keep_picture(desk, "fault")


async def test_every_page_is_fit_for_all(desk: Page) -> None:
    links = desk.get_by_role("navigation").get_by_role("link")
    paths = [await links.nth(at).get_attribute("href") for at in range(await links.count())]
    assert len(paths) >= 5
    for path in paths:
        await desk.goto(desk.url.split("/console")[0] + (path or ""))
        await assert_fit_for_all(desk)
        await keep_picture(desk, (path or "").removeprefix("/console").strip("/").replace("/", "-") or "offers")


async def fill_in(desk: Page, **changes: str) -> None:
    """The form of a vaccination, by keyboard to its end."""
    await desk.goto(desk.url.split("/console")[0] + "/console/offers/new?type=vaccination")
    day = datetime.now(UTC).date() - timedelta(days=30)
    dates = {"occurrence_dateint": day.isoformat(), "valid_from_dateint": (day + timedelta(days=14)).isoformat()}
    for name, value in (CLAIMS | dates | changes).items():
        await desk.locator(f"[name='claim.{name}']").fill(value)
    await desk.get_by_role("button", name="Show the card").press("Enter")
