"""Scans that lead nowhere get a sentence that says why, and what to do."""

import httpx
import pytest

from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, PartyRefused, Phone
from tests.flows.world import World

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("text", ["hello", "https://example.org/menu", "shc:/567629595326546034602925", "{}", ""])
async def test_a_code_that_is_no_invitation_is_named_as_such(phone: Phone, text: str) -> None:
    with pytest.raises(PartyRefused) as refused:
        await phone.post(f"{phone.wallet}/scans", {"text": text})
    assert refused.value.sentence


async def test_a_used_link_asks_for_a_new_code(world: World, clerk: Clerk, phone: Phone) -> None:
    offer = await clerk.offer("vaccination", vaccination())
    picture = await clerk.qr(offer["offer_id"])
    await phone.accept((await phone.scan(picture))["offer_id"])
    await clerk.until_offer(offer["offer_id"], "stored")
    second = await world.phone()
    with pytest.raises(PartyRefused, match="link-used"):
        await second.scan(picture)
    await second.aclose()


async def test_a_link_answers_a_browser_a_wallet_and_anything_else(clinic: Clinic) -> None:
    asked = await clinic.ask(TEMPLATE)
    async with httpx.AsyncClient() as anybody:
        wallet = await anybody.get(asked["url"], headers={"accept": "application/json"})
        browser = await anybody.get(asked["url"], headers={"accept": "text/html"})
        other = await anybody.get(asked["url"], headers={"accept": "*/*"})
    assert wallet.json()["@type"].startswith("https://didcomm.org/out-of-band/")
    assert browser.headers["content-type"].startswith("text/html")
    assert other.status_code == 302
    assert "oob=" in other.headers["location"]


async def test_a_decline_is_told_to_the_clinic(clinic: Clinic, clerk: Clerk, phone: Phone) -> None:
    asked = await clinic.ask(TEMPLATE)
    scan = await phone.scan(await clinic.qr(asked["verification_id"]))
    await phone.decline(scan["request_id"])
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "declined")
    assert decided["sentence"]
