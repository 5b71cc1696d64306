"""Consent between a desk and a phone: asked, chosen item by item, read, ended; with a card on real agents."""

import json
import re
from http import HTTPStatus

import httpx
import pytest
import yaml
from playwright.async_api import Page, expect

from agent.protocol import AgentRole
from agent.service.clock import utc_now
from salus.journey import vaccination
from salus.layout import ORGANISATIONS
from salus.parties import Clerk
from salus.retained import kept_disclosures
from tests.contract.wallet_api.askers import Clinician
from tests.flows.browser.laboratory import REPORT, Laboratory
from tests.flows.browser.looking import assert_fit_for_all, keep_picture
from tests.flows.browser.patient import Patient
from tests.flows.world import World
from wallet_api.services.tokens import draw_token

pytestmark = pytest.mark.asyncio


async def test_a_request_of_the_desk_is_answered_item_by_item_on_the_phone_read_at_the_desk_and_ended(
    patient: Patient, clinic_desk: Page, clerk: Clerk
) -> None:
    await patient.sign_up()
    offer = await clerk.offer("vaccination", vaccination())
    await patient.takes(offer["url"])

    await clinic_desk.get_by_label("Vaccinations").check()
    await clinic_desk.get_by_label("30 days").check()
    await clinic_desk.get_by_label("Why, in words for the patient").fill("Before surgery")
    await assert_fit_for_all(clinic_desk)
    await keep_picture(clinic_desk, "consent-ask")
    await clinic_desk.get_by_role("button", name="Ask").click()
    await expect(clinic_desk.get_by_role("img", name="QR code of this request")).to_be_visible()
    await assert_fit_for_all(clinic_desk)
    await keep_picture(clinic_desk, "consent-waiting")

    await patient.hold_before(await clinic_desk.get_by_role("img", name="QR code of this request").screenshot())
    await expect(patient.page.get_by_role("heading", name="Somebody asks to look")).to_be_visible()
    await patient.sees("Dr Maria Quist, specialist doctor")
    await patient.sees("They write: “Before surgery”")
    await expect(clinic_desk.get_by_role("heading", name="The patient reads it")).to_be_visible()
    await patient.looks_well("consent-asked")
    await patient.tap("Share")
    await patient.sees("You have not chosen anything to share.")
    await patient.page.get_by_role("switch", name="Measles").check()
    await patient.tap("Share")
    await patient.sees("Time left: 29 days")
    await patient.looks_well("consent-given")

    await expect(clinic_desk.get_by_role("heading", name="Granted")).to_be_visible()
    await expect(clinic_desk.get_by_text(re.compile("Time left: 29 days"))).to_be_visible()
    await assert_fit_for_all(clinic_desk)
    await keep_picture(clinic_desk, "consent-granted")
    await clinic_desk.get_by_role("button", name="Read").click()
    await expect(clinic_desk.get_by_text("Measles", exact=True)).to_be_visible()
    await assert_fit_for_all(clinic_desk)
    await patient.sees("Dr Maria Quist (Salus Clinic) looked")
    await patient.looks_well("consent-looked")

    await patient.tap("Keep for next time")
    await patient.sees("Kept. You find it under Sharing.")
    await patient.tap("Stop sharing now")
    await patient.page.get_by_role("dialog").get_by_role("button", name="Stop sharing now").click()
    await patient.sees("stopped by you")
    await clinic_desk.get_by_role("link", name="Back").click()
    await expect(clinic_desk.get_by_role("heading", name="Ended by the patient")).to_be_visible()
    await patient.tap("Never let this person look")
    await patient.tap("Yes")
    await patient.sees("The rule is in force.")
    for place in ("consents", "looks", "consent-rules"):
        await patient.page.goto(f"{patient.url}/#/{place}")
        await patient.sees("Dr Maria Quist")
        await patient.looks_well(place)


async def test_an_emergency_card_is_switched_on_opened_with_a_colleague_at_the_desk_and_told_in_red(
    patient: Patient, clinic_desk: Page, world: World
) -> None:
    """Who asks has shown a licence, at a system of the clinic's own; test_request_templates.py reads allergies so."""
    await patient.sign_up()
    await patient.page.goto(f"{patient.url}/#/emergency-card")
    await patient.sees("It is off")
    await patient.sees("Nothing: you hold no card about allergies.")
    await patient.tap("Switch it on")
    await patient.sees("It is on")
    code = (await patient.page.locator(".secret").inner_text()).strip()

    doctor = clinician(world, patient.url)
    async with httpx.AsyncClient(base_url=patient.url, timeout=30) as http:
        wish = {"request_id": draw_token(), "code": code, "purpose": "ETREAT", "reason": "Found unconscious"}
        asked = await doctor.call(http, "POST", "/v1/shared/emergencies", json=wish)
        assert asked.status_code == HTTPStatus.CREATED, asked.text
        await patient.sees("Dr Xenia (Salus Clinic) opened your emergency card")
        await patient.sees("Nobody has confirmed it yet, so they cannot look")
        await clinic_desk.get_by_role("link", name="Emergency").click()
        await assert_fit_for_all(clinic_desk)
        await clinic_desk.get_by_role("link", name="Dr Xenia").click()
        await expect(clinic_desk.get_by_text("Found unconscious")).to_be_visible()
        await assert_fit_for_all(clinic_desk)
        await keep_picture(clinic_desk, "emergency-confirm")
        await clinic_desk.get_by_role("button", name="Confirm").click()
        await expect(clinic_desk.get_by_text("Dr Xenia can read the card now.")).to_be_visible()
        read = await doctor.call(http, "GET", f"/v1/shared/emergencies/{asked.json()['emergency_id']}/card")
        assert (read.status_code, read.json()["entry"]) == (HTTPStatus.OK, [])
    await patient.sees("Confirmed by Dr Maria Quist")
    await patient.looks_well("emergency-card")
    await patient.page.goto(f"{patient.url}/#/happened")
    await patient.page.locator("details.emergency", has_text="Emergency: your card was read").locator("summary").click()
    await patient.sees("Their reason: “Found unconscious”")
    await patient.looks_well("emergency-happened")
    await patient.page.goto(f"{patient.url}/#/emergency-card")
    await patient.tap("Switch it off")
    await patient.page.get_by_role("dialog").get_by_role("button", name="Switch it off").click()
    await patient.sees("It is off")
    await patient.page.goto(f"{patient.url}/#/emergency/{code}")
    await patient.sees("It shows you nothing about them.")
    await patient.looks_well("emergency-code")


def clinician(world: World, url: str) -> Clinician:
    """Of this machine's clinic, licensed by this machine's issuer."""
    layout = world.stack.layout
    registry = yaml.safe_load(layout.organisations.read_text())
    board = next(each for each in registry["organisations"] if each["id"] == ORGANISATIONS[AgentRole.ISSUER])
    return Clinician(
        utc_now, organisation=ORGANISATIONS[AgentRole.VERIFIER], organisation_key=layout.asker_key,
        licensed_by=board["dids"][0], base=url,
    )  # fmt: skip


async def test_a_laboratory_puts_a_report_in_and_when_the_patient_leaves_only_who_read_it_is_kept(
    patient: Patient, world: World
) -> None:
    async with httpx.AsyncClient(base_url=patient.url) as http:
        laboratory = Laboratory(http, clinician(world, patient.url).but(name="Dr Lena Labor"))
        await patient.sign_up()
        consent_id, link = await laboratory.asks("collect")
        await patient.page.goto(link)
        await expect(patient.page.get_by_role("heading", name="Somebody asks to put something in")).to_be_visible()
        await patient.looks_well("deposit-asked")
        await patient.page.get_by_role("switch", name="Laboratory").check()
        await patient.tap("Allow it")
        await patient.sees("They may put something in until")
        await patient.looks_well("deposit-allowed")
        await patient.page.goto(f"{patient.url}/#/documents")
        await patient.sees("No documents yet")
        await laboratory.puts_in(consent_id, "Blood count")
        await patient.sees("Blood count")  # by itself
        await patient.page.get_by_role("link", name="Blood count").click()
        await patient.sees("From Salus Clinic, put in by Dr Lena Labor")
        await patient.looks_well("document-from-a-clinic")
        async with patient.page.expect_download() as saving:
            await patient.tap("Save the signature")
        signed = json.loads((await (await saving.value).path()).read_text())["signature"][0]
        assert (signed["who"]["display"], signed["sigFormat"]) == ("Dr Lena Labor", "application/jose")

        consent_id, link = await laboratory.asks("access")
        await patient.page.goto(link)
        await patient.page.get_by_role("switch", name="Blood count").check()
        await patient.tap("Share")
        await patient.sees("Time left: 29 days")
        assert await laboratory.reads(consent_id) == REPORT

        await patient.page.goto(f"{patient.url}/#/leave")
        await patient.sees("One thing may stay for six years")
        await patient.tap("Delete everything")
        await patient.tap("Yes, delete it")
        await patient.sees("Who read something of yours, when, what kind of thing and why. Number of readings: 1.")
        await patient.looks_well("ended-with-kept")
        receipt = await patient.page.locator(".panel", has_text="What the law has us keep").locator("bdi").inner_text()
    kept = await kept_disclosures(None, None, None, receipt, world.directory.path)
    assert b"Dr Lena Labor, Salus Clinic" in kept and b"Disclosed,1" in kept
    assert await kept_disclosures(None, None, None, "another receipt", world.directory.path) != kept
