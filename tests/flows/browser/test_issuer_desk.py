"""A clerk's larger works in a real browser, each page seen at two widths: a batch, a correction, a recall, a search."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pypdfium2
import pytest
import zxingcpp
from playwright.async_api import Page, expect

from salus.journey import vaccination
from salus.parties import Clerk, Phone
from tests.flows.browser.looking import assert_fit_for_all, keep_picture

pytestmark = pytest.mark.asyncio
SLOW_MS = 30_000


def immunization(number: int, run: str, **changes: object) -> dict[str, object]:
    given_on = datetime.now(UTC).date() - timedelta(days=60)
    return {
        "resourceType": "Immunization", "id": f"{run}-{number}", "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "5"}]},
        "patient": {"reference": f"Patient/{run}"}, "occurrenceDateTime": given_on.isoformat(),
        "lotNumber": f"LOT-{number}",
    } | changes  # fmt: skip


def bundle(run: str) -> bytes:
    """A patient and five vaccinations, three of which cannot be issued."""
    patient = {
        "resourceType": "Patient", "id": run, "birthDate": "1990-05-17",
        "name": [{"family": "Okafor", "given": ["Ana"]}],
    }  # fmt: skip
    resources = [
        patient,
        immunization(1, run),
        immunization(2, run, occurrenceDateTime="2044-01-01"),
        immunization(3, run, status="entered-in-error"),
        immunization(4, run, vaccineCode={"text": "a vaccine"}),
        immunization(5, run, occurrenceDateTime="2020-03-01"),
    ]
    entries = [{"fullUrl": f"urn:uuid:{uuid4()}", "resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


async def open_page(desk: Page, path: str) -> None:
    await desk.goto(desk.url.split("/console")[0] + path)


async def cookie_of(desk: Page) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in await desk.context.cookies())


async def test_a_bundle_with_three_bad_rows_goes_out_but_for_those_and_is_printed(desk: Page, phone: Phone) -> None:
    run = f"browser-{uuid4().hex[:8]}"
    await open_page(desk, "/console/batches")
    file = {"name": "bundle.json", "mimeType": "application/json", "buffer": bundle(run)}
    await desk.get_by_label("File:").set_input_files(file)
    await assert_fit_for_all(desk)
    await keep_picture(desk, "batches")
    await desk.get_by_role("button", name="Upload and read").click()
    await expect(desk.locator(".badge").first).to_have_text("Read, not started")
    await expect(desk.locator(".outcome", has_text="Refused")).to_have_count(3)
    await assert_fit_for_all(desk)
    await keep_picture(desk, "batch-read")
    await desk.get_by_role("button", name="Offer these cards").click()
    await expect(desk.locator(".badge").first).to_have_text("Done", timeout=SLOW_MS)  # nobody reloads the page
    await expect(desk.locator(".outcome", has_text="Waiting for a scan")).to_have_count(2, timeout=SLOW_MS)
    await assert_fit_for_all(desk)
    await keep_picture(desk, "batch-done")

    sheet = await desk.locator("#sheet").get_attribute("href")
    address = desk.url.split("/console")[0] + (sheet or "")
    async with httpx.AsyncClient(headers={"Cookie": await cookie_of(desk)}) as http:
        pdf = (await http.get(address)).content
    [page] = list(pypdfium2.PdfDocument(pdf))
    codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert len(codes) == 2
    scan = await phone.follow(codes[0].text)
    await phone.accept(scan["offer_id"])
    await desk.reload()
    await expect(desk.locator(".outcome", has_text="In the wallet")).to_have_count(1)


async def test_a_card_is_corrected_and_the_page_follows_until_the_patient_has_the_new_one(
    desk: Page, clerk: Clerk, phone: Phone
) -> None:
    given = await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)
    await open_page(desk, f"/console/offers/{given['offer_id']}")
    await desk.get_by_role("link", name="Correct this card").click()
    await assert_fit_for_all(desk)
    await desk.locator("input[name=reason][value=correction]").check()
    for name, value in vaccination().items():
        field = desk.locator(f"[name='claim.{name}']")
        text = str(value)
        is_date = await field.get_attribute("type") == "date"
        await field.fill(f"{text[:4]}-{text[4:6]}-{text[6:]}" if is_date and "-" not in text else text)
    await desk.get_by_role("button", name="Show the card").press("Enter")
    await expect(desk.get_by_role("heading", name="So the phone will show the new card")).to_be_visible()
    await assert_fit_for_all(desk)
    await keep_picture(desk, "correct")
    await desk.get_by_role("button", name="Revoke the old card and offer this one").click()
    new = desk.locator("#new-offer")
    await expect(new).to_be_visible(timeout=SLOW_MS)  # nobody reloads the page
    await assert_fit_for_all(desk)
    await keep_picture(desk, "corrected")
    await new.click()
    await expect(desk.locator(".badge").first).to_have_text("With the patient")  # it went over the connection
    await desk.get_by_role("button", name="Offer by QR code instead").click()  # the phone may be lost
    await desk.locator(".qr svg").wait_for()
    scan = await phone.scan(await desk.locator(".qr-panel").screenshot())
    await phone.accept(scan["offer_id"])
    await expect(desk.locator(".badge").first).to_have_text("In the wallet")


async def test_a_lot_is_recalled_and_the_page_follows_until_all_is_done(desk: Page, clerk: Clerk, phone: Phone) -> None:
    lot = f"LOT-{uuid4().hex[:8]}"
    await clerk.hand_over(await clerk.offer("vaccination", vaccination() | {"lot_number": lot}), phone)
    await clerk.offer("vaccination", vaccination() | {"lot_number": lot})
    await open_page(desk, "/console/recalls")
    await desk.get_by_label("Lot number").fill(lot)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("heading", name="Recall this lot?")).to_be_visible()
    await assert_fit_for_all(desk)
    await keep_picture(desk, "recall-ask")
    await desk.get_by_role("button", name="Recall the lot").click()
    await expect(desk.get_by_text("2 of 2 done", exact=True)).to_be_visible(timeout=SLOW_MS)  # nobody reloads the page
    await assert_fit_for_all(desk)
    await keep_picture(desk, "recall")
    await desk.get_by_role("link", name="Lift this recall").click()
    await assert_fit_for_all(desk)


async def test_a_patients_cards_are_found_and_the_pseudonym_is_in_no_address(desk: Page, clerk: Clerk) -> None:
    subject_id = f"P-{uuid4().hex[:8]}"
    await clerk.offer("vaccination", vaccination() | {"subject_id": subject_id})
    await open_page(desk, "/console/find")
    await desk.get_by_label("Patient's pseudonym").fill(subject_id)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("heading", name="1 offer")).to_be_visible()
    assert subject_id not in desk.url
    await assert_fit_for_all(desk)
    await keep_picture(desk, "find")
