"""Consent on a phone: asked, chosen item by item, looked at, ended; with a provider on the other side."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from agent.detached_jws import draw_key, private_key
from agent.possession import Call, prove
from agent.protocol import AgentRole
from agent.service.clock import utc_now
from agent.staff_badge import Person, make_badge
from salus.journey import vaccination
from salus.layout import ORGANISATIONS
from salus.parties import Clerk
from tests.flows.browser.patient import Patient
from tests.flows.browser.test_phone_app import patient, pocket, sight, with_camera
from tests.flows.world import World

__all__ = ["patient", "pocket", "sight", "with_camera"]  # a patient's fixtures
pytestmark = pytest.mark.asyncio


@dataclass(frozen=True)
class Doctor:
    """Of the stack's clinic, with a key of her own."""

    http: httpx.AsyncClient
    clinic_key: str
    key: str

    async def call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        person = Person("dr-x", "Dr Xenia Quist", "2212", private_key(self.key).thumbprint())
        badge = make_badge(person, organisation=ORGANISATIONS[AgentRole.VERIFIER], key=self.clinic_key, now=utc_now())
        proof = prove(Call(method, f"{self.http.base_url}".rstrip("/") + path, badge), self.key, utc_now())
        headers = {"authorization": f"DPoP {badge}", "dpop": proof}
        return await self.http.request(method, path, headers=headers, **sent)


async def test_a_request_is_answered_item_by_item_looked_at_and_ended_on_the_phone(
    patient: Patient, clerk: Clerk, world: World
) -> None:
    async with httpx.AsyncClient(base_url=world.stack.url(AgentRole.WALLET)) as http:
        doctor = Doctor(http, world.stack.layout.asker_key, draw_key())
        await patient.sign_up()
        offer = await clerk.offer("vaccination", vaccination())
        await patient.paste(offer["url"])
        await patient.tap("Take the card")
        await patient.sees("The card is in your wallet.")

        body = {
            "request_id": "r" * 43, "purpose": "TREAT", "kinds": ["vaccination"], "days": 14, "note": "Before surgery"
        }  # fmt: skip
        asked = (await doctor.call("POST", "/v1/shared/requests", json=body)).json()
        await patient.paste(asked["link"])
        await expect(patient.page.get_by_role("heading", name="Somebody asks to look")).to_be_visible()
        await patient.sees("Dr Xenia Quist, specialist doctor")
        await patient.sees("They write: “Before surgery”")
        await patient.looks_well("consent-asked")
        await patient.tap("Share")
        await patient.sees("You have not chosen anything to share.")
        await patient.page.get_by_role("switch", name="Measles").check()
        await patient.tap("Share")
        await patient.sees("Time left: 13 days")
        await patient.looks_well("consent-given")

        at = f"/v1/shared/consents/{asked['consent_id']}"
        (item,) = (await doctor.call("GET", at)).json()["items"]
        look = f"{at}/items/{item['handle']}"
        read = await doctor.call("GET", look, params={"purpose": "TREAT"})
        assert read.headers["content-type"] == "application/fhir+json"
        values = {each["name"]: each["valueString"] for each in json.loads(read.text)["parameter"][-1]["part"]}
        assert values["target_disease"] == "Measles"
        refused = await doctor.call("GET", look, params={"purpose": "HRESCH"})
        assert (refused.status_code, refused.json()["code"]) == (403, "other-purpose")
        await patient.sees("Dr Xenia Quist (Salus Clinic) looked")
        await patient.sees("It was for something else.")
        await patient.looks_well("consent-looked")

        await patient.tap("Keep for next time")
        await patient.sees("Kept. You find it under Sharing.")
        await patient.tap("Stop sharing now")
        await patient.page.get_by_role("dialog").get_by_role("button", name="Stop sharing now").click()
        await patient.sees("stopped by you")
        ended = await doctor.call("GET", look, params={"purpose": "TREAT"})
        assert (ended.status_code, ended.json()["code"]) == (403, "withdrawn")
        await patient.tap("Never let this person look")
        await patient.tap("Yes")
        await patient.sees("The rule is in force.")
        for place in ("consents", "looks", "consent-rules"):
            await patient.page.goto(f"{patient.url}/#/{place}")
            await patient.sees("Dr Xenia Quist")
            await patient.looks_well(place)
