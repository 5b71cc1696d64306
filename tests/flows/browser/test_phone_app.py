"""The patient's web app on a phone: a real browser, the real stack behind it, codes read by the camera."""

import asyncio
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pyrage
import pytest
from playwright.async_api import Browser, BrowserContext, Route, expect

from agent.audit.evidence import read_trust, verify_evidence
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic
from tests.flows.browser.conftest import new_screen
from tests.flows.browser.looking import PHONE
from tests.flows.browser.patient import Patient
from tests.flows.world import WIDE, World

pytestmark = pytest.mark.asyncio

LATE_S = 1.5
MUMPS = {"target_disease_code": "36989005", "target_disease": "Mumps"}


async def rewritten(route: Route) -> None:
    """The log as an operator shows it who changed an old event and signed again: no proof leads to it."""
    answer = await (await route.fetch()).json()
    await route.fulfill(json=answer | {"consistency": answer["consistency"][:-1], "size": answer["size"] + 1})


async def trust_of(patient: Patient) -> str:
    answer = await patient.page.request.get(f"{patient.url}/v1/log/trust")
    assert answer.ok
    return await answer.text()


async def test_from_sign_up_to_a_card_a_proof_and_a_revocation(patient: Patient, clerk: Clerk, clinic: Clinic) -> None:
    page = patient.page
    await page.goto(patient.url)
    await expect(page.get_by_role("heading", name="Your health cards, in your hands")).to_be_visible()
    await patient.looks_well("welcome")
    await patient.tap("Make a new wallet")
    await expect(page.get_by_role("heading", name="Keep this code on paper")).to_be_visible()
    assert re.fullmatch(r"[0-9A-Z-]{31}", (await page.locator(".secret").inner_text()).strip())
    await patient.looks_well("recovery-code")
    await patient.tap("I have put it away")
    await expect(page.get_by_role("heading", name="No cards yet")).to_be_visible()
    await patient.looks_well("no-cards")

    offer = await clerk.offer("vaccination", vaccination())
    await patient.tap("Scan a code")
    await patient.looks_well("scan")
    await patient.hold_before(await clerk.qr(offer["offer_id"]))
    await expect(page.get_by_role("heading", name="A card for you")).to_be_visible()
    await patient.sees("Measles")
    await patient.looks_well("offer")
    await patient.tap("Take the card")
    await patient.sees("The card is in your wallet.")
    await patient.looks_well("stored")
    assert (await clerk.until_offer(offer["offer_id"], "stored"))["state"] == "stored"
    await patient.tap("See the card")
    await patient.sees("Details are hidden")
    assert "Erika" not in await page.content()
    await patient.looks_well("card-hidden")
    await patient.tap("Show the details")
    await patient.sees("Erika")
    await patient.sees("31 January 1990")
    await patient.looks_well("card")

    asked = await clinic.ask(TEMPLATE)
    await patient.hold_before(await clinic.qr(asked["verification_id"]))
    await expect(page.get_by_role("heading", name="Somebody asks you")).to_be_visible()
    await patient.sees("They have proved that it is they who ask.")
    await patient.sees(re.compile(r"Day of the vaccination: \d+ \w+ \d{4} or later"))
    await patient.sees("The exact value stays with you.")
    await patient.looks_well("request")
    await patient.tap("Share")
    await patient.sees("Done. They have your answer.")
    await patient.looks_well("shared")
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    await patient.sees("From this card")
    await page.goto(f"{patient.url}/#/shown")
    await patient.sees("They only learned that something is true about: Day of the vaccination")
    await patient.looks_well("shown")
    await page.goto(f"{patient.url}/#/happened")
    await page.get_by_text("Shown ·").click()
    await patient.sees("Only to be proved: Day of the vaccination")
    await patient.looks_well("happened")
    async with page.expect_download() as kept:
        await page.get_by_role("button", name="Save the proof").locator("visible=true").click()
    proof = await (await kept.value).path()
    assert verify_evidence(proof.read_bytes(), read_trust(await trust_of(patient))).event["outcome"] == "0"
    await page.goto(f"{patient.url}/#/")
    await patient.looks_well("cards")
    await clerk.revoke(offer["offer_id"])
    await patient.sees("A card is no longer valid.")
    await patient.sees("No longer in use")
    await patient.looks_well("revoked")
    again = await clinic.ask(TEMPLATE)
    await page.goto(f"{patient.url}/#link={again['url']}")
    await expect(page.get_by_role("heading", name="Somebody asks you")).to_be_visible()
    await patient.tap("Share")
    await patient.sees("Nothing was shared, because your card is no longer valid.")
    assert (await clinic.until_decided(again["verification_id"]))["verdict"] == "INVALID"

    await page.route("**/v1/log?*", rewritten)
    await page.goto(f"{patient.url}/#/happened")
    await page.reload()
    await patient.sees("The list of what happened was changed afterwards.")
    await page.unroute_all(behavior="wait")
    await page.reload()
    await patient.sees("Your phone has seen another one before.")
    await patient.sees("Somebody asked ·")
    await patient.looks_well("happened-changed")
    await page.goto(f"{patient.url}/#/")
    await patient.sees("The list of what happened was changed afterwards.")


async def test_the_other_screens_look_well(patient: Patient, clinic: Clinic) -> None:
    page = patient.page
    await page.goto(f"{patient.url}/#/recover")
    await patient.looks_well("recover")
    await patient.sign_up()
    asked = await clinic.ask(TEMPLATE)
    await patient.paste(asked["url"])
    await patient.sees("You have no card for this")
    await patient.sees("a card of this kind: Vaccination")
    await patient.looks_well("no-card")
    await patient.tap("Tell them that I have no such card")
    await patient.sees("You said that you have no such card.")
    for place, heading in (
        ("activity", "Activity"), ("more", "More"), ("people", "People"), ("devices", "Devices and keys"),
        ("add-device", "Add a device"), ("notes", "Notifications"),
        ("add-person", "Add a person"), ("language", "Language"), ("help", "Help"),
    ):  # fmt: skip
        await page.goto(f"{patient.url}/#/{place}")
        await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        await patient.looks_well(place)
    await speaks_as_chosen_in_another_tab(patient)
    await keeps_a_document(patient)
    await is_told_what_a_code_is_for(patient)


async def speaks_as_chosen_in_another_tab(patient: Patient) -> None:
    other = await patient.page.context.new_page()
    await other.goto(f"{patient.url}/#/language")
    await other.get_by_label("Deutsch").check()
    await expect(patient.page.locator("html")).to_have_attribute("lang", "de")
    await other.close()
    await patient.speak("en")


async def keeps_a_document(patient: Patient) -> None:
    page, blood = patient.page, b"Haemoglobin 13.5 g/dL"
    await page.goto(f"{patient.url}/#/documents")
    await patient.sees("No documents yet")
    await patient.tap("Add a document")
    await page.get_by_label("Choose a file").set_input_files(
        {"name": "Blood_test.txt", "mimeType": "text/plain", "buffer": blood}
    )
    await page.get_by_label("Blood test or other test").check()
    await patient.looks_well("add-document")
    await patient.tap("Keep it")
    await expect(page.get_by_role("heading", name="Blood test", exact=True)).to_be_visible()
    await patient.sees("Tap to open it.")
    await patient.tap("Open it")
    await patient.sees(blood.decode())
    await patient.looks_well("document")
    async with page.expect_download() as saving:
        await patient.tap("Save it on this phone")
    saved = await saving.value
    assert (saved.suggested_filename, (await saved.path()).read_bytes()) == ("Blood test.txt", blood)
    await page.goto(f"{patient.url}/#/documents")
    await patient.sees("Blood test or other test")
    await patient.looks_well("documents")
    await page.get_by_role("link", name=re.compile("^Blood test")).click()
    await patient.tap("Delete this document")
    await patient.tap("Yes, delete it")
    await patient.sees("No documents yet")


async def is_told_what_a_code_is_for(patient: Patient) -> None:
    await patient.paste("BCD\n002\n1\nSCT")
    await patient.sees("This is a code for paying.")
    await patient.sees("Support code: not-an-invitation")
    await patient.looks_well("refused")
    await patient.speak("ar")
    await patient.sees("هذا رمز للدفع.")
    await patient.speak("en")


@pytest.mark.parametrize("trouble", ["reloaded", "cut off"])
async def test_the_journey_completes_when_each_step_is_interrupted(
    patient: Patient, pocket: BrowserContext, clerk: Clerk, clinic: Clinic, trouble: str
) -> None:
    async def interrupted() -> None:
        if trouble == "reloaded":
            await patient.page.reload()
            return
        await pocket.set_offline(True)
        await patient.sees("No connection.")
        await pocket.set_offline(False)
        await expect(patient.page.get_by_text("No connection.")).to_be_hidden()

    await patient.sign_up()
    await interrupted()
    offer = await clerk.offer("vaccination", vaccination())
    await patient.paste(offer["url"])
    await interrupted()
    await expect(patient.page.get_by_role("heading", name="A card for you")).to_be_visible()
    await interrupted()
    await patient.tap("Take the card")
    await interrupted()
    await patient.goes_on("Take the card", "The card is in your wallet.")
    asked = await clinic.ask(TEMPLATE)
    await patient.paste(asked["url"])
    await interrupted()
    await expect(patient.page.get_by_role("heading", name="Somebody asks you")).to_be_visible()
    await interrupted()
    await patient.tap("Share")
    await patient.sees(re.compile("Sending …|Done. They have your answer."))
    await interrupted()
    await patient.sees("Done. They have your answer.")
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"


async def test_what_came_of_one_jab_is_one_card_and_to_show_much_needs_a_second_tap(
    patient: Patient, clerk: Clerk, clinic: Clinic
) -> None:
    await patient.sign_up()
    jab = vaccination()
    for changes in ({}, MUMPS, {"event_id": "earlier", "occurrence_dateint": "2020-02-01"}):
        offer = await clerk.offer("vaccination", jab | changes)
        await patient.takes(offer["url"])
    await patient.page.goto(f"{patient.url}/#/")
    await expect(patient.page.locator(".card-title")).to_have_text(["Measles, Mumps", "Measles"])
    asked = await clinic.ask(WIDE)
    await patient.paste(asked["url"])
    await patient.sees("Which card?")
    await patient.sees("Erika")
    await patient.page.get_by_role("radio", name=re.compile("1 February 2020")).check()
    await patient.looks_well("several-cards")
    await patient.tap("Share")
    await patient.sees("They want to see 7 things.")
    await patient.looks_well("wide")
    await patient.tap("Yes, share all of it")
    await patient.sees("Done. They have your answer.")
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["revealed"]["vaccination"]["given_name"]) == ("VALID", "Erika")


async def test_without_a_connection_the_app_opens_and_shows_the_cards_without_their_words(
    patient: Patient, pocket: BrowserContext, clerk: Clerk
) -> None:
    """And the reader of codes, which could not be loaded then, is loaded as soon as there is one."""
    await patient.sign_up()
    offer = await clerk.offer("vaccination", vaccination())
    await pocket.set_offline(True)
    await patient.hold_before(await clerk.qr(offer["offer_id"]))
    await patient.sees("Support code: no-connection")
    await pocket.set_offline(False)
    await patient.tap("Open the camera")
    await expect(patient.page.get_by_role("heading", name="A card for you")).to_be_visible()
    await patient.tap("Take the card")
    await patient.sees("The card is in your wallet.")
    await patient.page.goto(f"{patient.url}/#/")
    await patient.sees("Measles")
    await patient.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert await patient.told_of('{"news": "card"}') == "An einer Ihrer Karten hat sich etwas geändert."
    await pocket.set_offline(True)
    await patient.page.reload()
    await patient.sees("No connection.")
    await expect(patient.page.locator(".card")).to_contain_text("Vaccination")
    assert "Measles" not in await patient.page.inner_text("main")
    await patient.looks_well("offline")
    await pocket.set_offline(False)
    await patient.sees("Measles")


async def test_a_childs_wallet_is_kept_apart_marked_and_handed_over(
    patient: Patient, world: World, chromium: Browser, sight: Path
) -> None:
    await patient.sign_up()
    await patient.page.goto(f"{patient.url}/#/add-person")
    await patient.page.get_by_label("Name").fill("Mia")
    await patient.tap("Save")
    await expect(patient.page.locator(".band")).to_contain_text("Mia")
    await patient.looks_well("child")
    await patient.page.goto(f"{patient.url}/#/people")
    await patient.tap("Hand over")
    await expect(patient.page.get_by_role("img", name="Hand over")).to_be_visible()
    await patient.page.evaluate(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }"
    )
    await patient.tap("Copy")
    link = await patient.page.evaluate("window.copied")
    other = await new_screen(chromium, PHONE)
    mia = await Patient.at(other, patient.url, sight)
    await mia.page.goto(link)
    await mia.tap("Make a passkey and take it over")
    await mia.tap("I have put it away")
    await mia.sees("No cards yet")
    await mia.page.goto(f"{patient.url}/#/people")
    await mia.tap("End the access of the person who cares for me")
    await mia.tap("Yes")
    await mia.sees("The access is ended.")
    await other.close()
    await patient.page.goto(f"{patient.url}/#/")
    await patient.page.reload()
    await expect(patient.page.locator(".band")).to_have_count(0)


async def test_a_person_takes_a_copy_and_leaves(patient: Patient) -> None:
    page = patient.page
    await patient.sign_up()
    await page.goto(f"{patient.url}/#/copy")
    await patient.looks_well("copy")
    await patient.tap("Make a copy")
    passphrase = (await page.locator(".secret").inner_text()).strip()
    async with page.expect_download() as fetching:
        await patient.tap("I have written it down")
    copy = await (await fetching.value).path()
    assert ZipFile(BytesIO(pyrage.passphrase.decrypt(copy.read_bytes(), passphrase))).testzip() is None
    await patient.sees("The copy is with your downloads.")
    await patient.looks_well("copied")
    await page.goto(f"{patient.url}/#/leave")
    await patient.looks_well("leave")
    await patient.tap("Delete everything")
    await patient.sees("This cannot be undone.")
    await patient.tap("Yes, delete it")
    await patient.sees("It is deleted.")
    await patient.looks_well("ended")
    async with page.expect_download() as proving:
        await patient.tap("Save the certificate")
    assert b"all-erased" in (await (await proving.value).path()).read_bytes()
    await page.reload()
    await patient.tap("Done")
    await expect(page.get_by_role("heading", name="Your health cards, in your hands")).to_be_visible()


async def late(route: Route) -> None:
    """As on a bad network: the list of cards comes after the news that one was stored."""
    await asyncio.sleep(LATE_S)
    await route.continue_()


async def test_by_keyboard_alone_a_card_is_taken_and_shared(patient: Patient, clerk: Clerk, clinic: Clinic) -> None:
    page = patient.page
    await page.goto(patient.url)
    await patient.press("Make a new wallet")
    await patient.press("I have put it away")
    await patient.sees("No cards yet")
    offer = await clerk.offer("vaccination", vaccination())
    await page.goto(f"{patient.url}/#link={offer['url']}")
    await page.route("**/credentials", late)
    await patient.press("Take the card")
    await patient.press("See the card")
    await patient.press("Show the details")
    await patient.sees("Erika")
    asked = await clinic.ask(TEMPLATE)
    await page.goto(f"{patient.url}/#link={asked['url']}")
    await patient.press("Share")
    await patient.sees("Done. They have your answer.")
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
