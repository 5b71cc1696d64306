"""Who asks and who issued, on real agents: named by the registry where it is proved, unknown where it is not."""

import json

import httpx
import pytest

from agent.asker_proof import MEMBER
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.world import NAMED

pytestmark = pytest.mark.asyncio

ISSUER = {"organisation_id": "salus-vaccination-centre", "name": "Salus Vaccination Centre"}
CLINIC = {"organisation_id": "salus-clinic", "name": "Salus Clinic"}


async def invitation(asked: Json) -> Json:
    async with httpx.AsyncClient() as anybody:
        found: Json = (await anybody.get(asked["url"], headers={"accept": "application/json"})).json()
    return found


async def shown(phone: Phone, text: str) -> Json:
    return await phone.request((await phone.follow(text))["request_id"])


async def test_issuer_and_asker_are_named_and_a_missing_card_has_its_issuer(
    clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    asked = await clinic.ask(TEMPLATE)
    missing = await shown(phone, asked["url"])
    assert (missing["missing"], missing["groups"][0]["issuers"]) == ([0], [ISSUER])
    offered = await phone.follow((await clerk.offer("vaccination", vaccination()))["url"])
    assert (await phone.get(f"{phone.wallet}/offers/{offered['offer_id']}"))["issuer"] == ISSUER
    await phone.accept(offered["offer_id"])
    (card,) = await phone.credentials()
    assert card["issuer"] == ISSUER
    request = await phone.request(missing["request_id"])
    assert (request["asker"], request["purpose_is_registered"], request["care"]) == (CLINIC, True, [])


async def test_a_request_without_a_connection_is_known_by_the_same_proof(clinic: Clinic, phone: Phone) -> None:
    asked = await clinic.post("/v1/verifications", {"template_id": TEMPLATE, "delivery": "connectionless"})
    assert (await shown(phone, asked["url"]))["asker"] == CLINIC


async def test_without_the_proof_or_with_that_of_another_invitation_the_same_clinic_is_unknown(
    clinic: Clinic, phone: Phone
) -> None:
    plain, moved = await invitation(await clinic.ask(NAMED)), await invitation(await clinic.ask(NAMED))
    moved[MEMBER] = plain.pop(MEMBER)
    for each in (plain, moved):
        request = await shown(phone, json.dumps(each))
        assert (request["asker"], request["claimed_label"]) == (None, "Salus Clinic")
        assert request["care"] == ["identifying"]
