"""A doctor of the clinic shows the practitioner card with her own wallet, and reads by it what a patient grants."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from agent.protocol import AgentRole
from salus.layout import LABELS, STAFF
from salus.parties import Clinic, Json, Phone
from tests.contract.browser import Browser
from tests.flows.browser.conftest import PASSWORD
from tests.flows.world import World

pytestmark = pytest.mark.asyncio
AT = "/console/consents"
CARD = {
    "role_code": 2212, "name": STAFF["admin"]["name"], "org": LABELS[AgentRole.VERIFIER], "licence_no": "L-4711",
    "valid_until_dateint": (datetime.now(UTC).date() + timedelta(days=30)).isoformat(),
}  # fmt: skip
LETTER = b"All is well."


@asynccontextmanager
async def desk_of(world: World) -> AsyncIterator[Browser]:
    """The console, signed in as its first administrator."""
    url, first = world.stack.url(AgentRole.VERIFIER), world.stack.layout.first_admin(AgentRole.VERIFIER)
    given = json.loads(first.read_text())["password"] if first.exists() else None  # another test may have been here
    async with httpx.AsyncClient(base_url=url, timeout=30) as http:
        staff = Browser(http, url)
        await staff.sign_in("admin", given or PASSWORD)
        if given is not None:
            await staff.set_password(given, PASSWORD)
        yield staff


async def shows_the_card(desk: Browser, doctor: Phone, clinic: Clinic) -> tuple[Json, str]:
    """The verdict, and what the page says of it."""
    asked = await desk.send("/console/own-role", page=AT)
    page = str(asked.headers["location"])
    verification_id = page.rpartition("/")[2]
    scan = await doctor.scan(await clinic.qr(verification_id))
    await doctor.approve(scan["request_id"])
    return await clinic.until_decided(verification_id), (await desk.see(page)).text


async def asks_for_letters(desk: Browser, patient: Phone) -> Json:
    """The request, as it has come to the patient's phone."""
    request_id = re.search(r'name="request_id" value="([^"]+)"', (await desk.see(AT)).text)
    assert request_id
    wish = {"request_id": request_id[1], "purpose": "TREAT", "kinds": "letter", "days": "7"}
    page = (await desk.send(AT, page=AT, **wish)).headers["location"]
    link = re.search(r"#/asked/([A-Za-z0-9_-]+)", (await desk.see(page)).text)
    assert link
    return await patient.post(f"{patient.wallet}/consents/taken-up", {"token": link[1]})


async def reads(desk: Browser, consent_id: str) -> httpx.Response:
    page = f"{AT}/{consent_id}"
    read_at = re.search(rf'action="({page}/items/[0-9a-f]{{64}})"', (await desk.see(page)).text)
    assert read_at
    return await desk.send(read_at[1], page=page)


async def put_letter(patient: Phone) -> str:
    """The item's id."""
    made = await patient.post(f"{patient.wallet}/records", {"title": "Letter", "category": "letter"})
    path = f"{patient.wallet}/records/{made['record_id']}/content"
    (await patient.http.put(path, content=LETTER, headers={"content-type": "text/plain"})).raise_for_status()
    return f"record:{made['record_id']}"


async def test_a_doctor_shows_her_licence_asks_and_reads_until_it_is_revoked(published: World) -> None:
    clerk, clinic = published.clerk(), published.clinic()
    doctor, patient = await published.phone("doctor"), await published.phone("patient")
    offer = await clerk.offer("practitioner", CARD)
    await clerk.hand_over(offer, doctor)
    async with desk_of(published) as desk:
        assert "is our word alone" in (await desk.see(AT)).text
        decided, said = await shows_the_card(desk, doctor, clinic)
        assert decided["verdict"] == "VALID" and "Your role is proved." in said and "L-4711" not in said
        item_id, asked = await put_letter(patient), await asks_for_letters(desk, patient)
        asker = asked["asker"]
        assert (asker["name"], asker["role"]) == (CARD["name"], "2212")
        assert asker["licensed_by"]["name"] == LABELS[AgentRole.ISSUER]
        await patient.repeat(f"{patient.wallet}/consents/{asked['consent_id']}/grant", {"items": [item_id], "days": 7})
        assert (await reads(desk, asked["consent_id"])).content == LETTER
        await clerk.revoke(offer["offer_id"])
        decided, said = await shows_the_card(desk, doctor, clinic)
        assert (decided["verdict"], decided["reason"]) == ("INVALID", "revoked")
        assert "Your role is proved." not in said and "is our word alone" in (await desk.see(AT)).text
        refused = await reads(desk, asked["consent_id"])
        assert refused.status_code == 403 and "showed a licence" in refused.text, "the clinic's word is not enough now"
    for party in (clerk, clinic, doctor, patient):
        await party.aclose()
