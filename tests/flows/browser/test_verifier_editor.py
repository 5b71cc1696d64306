"""The verifier's editor pages in a real browser: a template composed without code, and an edition of whom we trust."""

from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from salus.parties import Clinic, Phone
from salus.signing import sign_file
from tests.flows.browser.looking import assert_fit_for_all, keep_picture
from tests.flows.world import World
from verifier.files.trust_file import read_registry

pytestmark = pytest.mark.asyncio


async def open_page(office: Page, path: str) -> None:
    await office.goto(office.url.split("/console")[0] + path)


def width(office: Page) -> int:
    return (office.viewport_size or {"width": 0})["width"]


async def fill(office: Page, name: str, value: str) -> None:
    await office.locator(f"[name='{name}']").fill(value)


async def test_a_template_is_composed_tried_and_saved_and_a_phone_answers_it_without_a_restart(
    office: Page, clinic: Clinic, vaccinated: Phone
) -> None:
    template_id = f"measles-5y-{width(office)}"
    await open_page(office, "/console/templates")
    await assert_fit_for_all(office)
    await keep_picture(office, "templates")
    await office.locator("a[href$='copy=measles-10y']").click()
    await fill(office, "id", template_id)
    await fill(office, "purpose.en", "To see that you were vaccinated against measles in the last five years.")
    await expect(office.locator("#preview")).to_contain_text("last five years")  # no button was pressed
    await fill(office, "groups.0.prove.0.amount", "five")
    await office.get_by_role("button", name="Check").last.click()
    await expect(office.locator("#groups-0-prove-0-fault")).to_have_text("Give a whole number.")
    await assert_fit_for_all(office)
    await fill(office, "groups.0.prove.0.amount", "5")
    await office.locator("#groups-0-prove").get_by_role("button", name="Add").click()
    await expect(office.locator("[name='groups.0.prove.1.attribute']")).to_be_visible()
    await expect(office.locator("[name='groups.0.prove.0.amount']")).to_have_value("5")
    await office.get_by_role("button", name="Remove this row").click()
    await assert_fit_for_all(office)
    await keep_picture(office, "editor")

    right, old = office.get_by_label("Measles, second dose, two years ago"), office.get_by_label("thirty years ago")
    await right.uncheck()
    await old.check()
    await office.get_by_role("button", name="Try it").click()
    await expect(office.locator("#outcome")).to_contain_text("It would not hold.")
    await right.check()
    await office.get_by_role("button", name="Try it").click()
    await expect(office.locator("#outcome")).to_contain_text("It would hold.")
    await assert_fit_for_all(office)
    await keep_picture(office, "dry-run", "#trial")

    await office.get_by_role("button", name="Save").click()
    await expect(office.get_by_role("heading", name="Put version 1.0 in force?")).to_be_visible()
    await assert_fit_for_all(office)
    await office.get_by_role("button", name="Put it in force").click()
    await expect(office.get_by_text("saved here")).to_be_visible()
    listed = {each["id"]: each for each in (await clinic.get("/v1/request-templates"))["request_templates"]}
    assert listed[template_id]["file"] is None

    asked = await clinic.ask(template_id)
    scan = await vaccinated.scan(await clinic.qr(asked["verification_id"]))
    assert "last five years" in (await vaccinated.request(scan["request_id"]))["claimed_purpose"]
    await vaccinated.approve(scan["request_id"])
    found = await clinic.until_decided(asked["verification_id"])
    assert (found["verdict"], found["template_id"]) == ("VALID", template_id)


async def test_an_edition_of_whom_we_trust_is_composed_signed_elsewhere_and_put_in_force(
    office: Page, world: World, clinic: Clinic, tmp_path: Path
) -> None:
    cred_def_id = f"WgWxqztrNooG92RXvxSTWv:3:CL:{width(office)}:device"
    await open_page(office, "/console/trust")
    await assert_fit_for_all(office)
    await keep_picture(office, "trust")
    await office.get_by_role("link", name="Change it").click()
    await office.get_by_role("button", name="Void").first.click()
    await expect(office.get_by_role("alert")).to_contain_text("also those issued while it was trusted")
    await assert_fit_for_all(office)
    await keep_picture(office, "void")
    await office.get_by_role("button", name="Neither").click()
    await office.get_by_text("Trust one more issuer").click()
    await fill(office, "issuer_name", "Device Register")
    await fill(office, "credential_type", "device")  # which no template asks for
    await fill(office, "cred_def_id", cred_def_id)
    await fill(office, "trusted_from", "2026-01-01")
    await office.get_by_role("button", name="Add the issuer").click()
    await expect(office.locator("#changes")).to_contain_text(cred_def_id)
    await assert_fit_for_all(office)
    await keep_picture(office, "next-edition")
    async with office.expect_download() as downloading:
        await office.get_by_role("button", name="Download").click()
    download = await downloading.value
    document = tmp_path / download.suggested_filename
    await download.save_as(document)
    signature = sign_file(document, None, world.directory, partial(read_registry, name=document.name))

    await office.get_by_role("link", name="Bring a signed list").click()
    await office.locator("#document_file").set_input_files(document)
    await office.locator("#signature_file").set_input_files(signature)
    await office.get_by_role("button", name="Show what it changes").click()
    await expect(office.get_by_text("Its signature holds.")).to_be_visible()
    await assert_fit_for_all(office)
    await keep_picture(office, "signed-edition")
    await office.get_by_role("button", name="Put it in force").click()
    await expect(office.get_by_role("heading", name="Whom we trust")).to_be_visible()
    await expect(office.get_by_text(cred_def_id)).to_be_visible()
    in_force = await clinic.get("/v1/trust-registry")
    assert cred_def_id in {each["cred_def_id"] for each in in_force["entries"]}
