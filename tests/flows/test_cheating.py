"""Wallets that do not keep to our rules, over real DIDComm: whatever they send, no false VALID.

The patient holds an old measles card and a recent influenza card; together they look like a recent measles vaccination.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from agent.acapy import present_proof
from agent.acapy.holder import AcaPyHolder, AcaPyWalletHost
from agent.invitation import parse_invitation
from agent.ports import PresentationExchange
from agent.protocol import CredentialId, CredentialState, PresentationState
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, PartyRefused, Phone
from tests.flows.waiting import eventually

pytestmark = pytest.mark.asyncio

INFLUENZA = "6142004"
OLD_MEASLES = {"occurrence_dateint": "1999-05-01", "valid_from_dateint": "1999-05-15"}
RECENT_INFLUENZA = {"target_disease_code": INFLUENZA, "target_disease": "Influenza", "vaccine_cvx": 140}


@dataclass
class Hostile:
    """A wallet on the agent's own interface, holding the two cards."""

    holder: AcaPyHolder
    old_measles: CredentialId
    influenza: CredentialId

    async def scan(self, url: str) -> PresentationExchange:
        known = {each.exchange_id for each in await self.holder.presentation_exchanges()}
        await receive(self.holder, url)

        async def asked() -> PresentationExchange | None:
            exchanges = await self.holder.presentation_exchanges()
            new = [each for each in exchanges if each.exchange_id not in known]
            return new[0] if new and new[0].state is PresentationState.REQUEST_RECEIVED else None

        return await eventually(asked)

    async def answer(self, exchange: PresentationExchange, answer: dict[str, Any]) -> None:
        await present_proof.send_presentation(self.holder.client, exchange.exchange_id, answer)


async def receive(holder: AcaPyHolder, url: str) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.get(url, headers={"accept": "application/json"})
    await holder.receive_invitation(parse_invitation(response.content))


async def take(holder: AcaPyHolder, clerk: Clerk, changes: dict[str, Any]) -> tuple[str, CredentialId]:
    """Accept an offer; gives the offer's id at the issuer and the card's in the wallet."""
    known = {each.credential_id for each in await holder.credentials()}
    offer = await clerk.offer("vaccination", vaccination() | changes)
    await receive(holder, offer["url"])

    async def offered() -> bool | None:
        for each in await holder.credential_exchanges():
            if each.state is CredentialState.OFFER_RECEIVED:
                await holder.accept_offer(each)
                return True
        return None

    await eventually(offered)
    await clerk.until_offer(offer["offer_id"], "stored")
    (new,) = {each.credential_id for each in await holder.credentials()} - known
    return offer["offer_id"], new


@pytest_asyncio.fixture(scope="module")
async def hostile(world: Any, wallet_host: AcaPyWalletHost) -> AsyncIterator[Hostile]:
    clerk = world.clerk()
    tenant = await wallet_host.create_tenant("hostile")
    holder = wallet_host.holder(tenant)
    _, old_measles = await take(holder, clerk, OLD_MEASLES)
    _, influenza = await take(holder, clerk, RECENT_INFLUENZA)
    yield Hostile(holder, old_measles, influenza)
    await clerk.aclose()


def answer_with(exchange: PresentationExchange, shown: CredentialId, proved: CredentialId, reveal: bool = True) -> Any:
    attributes = exchange.request["requested_attributes"]
    predicates = exchange.request["requested_predicates"]
    return {
        "requested_attributes": {name: {"cred_id": shown, "revealed": reveal} for name in attributes},
        "requested_predicates": {name: {"cred_id": proved} for name in predicates},
        "self_attested_attributes": {},
    }


async def verdict_on(clinic: Clinic, hostile: Hostile, build: Any) -> Json:
    asked = await clinic.ask(TEMPLATE)
    exchange = await hostile.scan(asked["url"])
    await hostile.answer(exchange, build(exchange))
    return await clinic.until_decided(asked["verification_id"])


async def test_an_honest_wallet_never_offers_the_two_cards_together(clerk: Clerk, clinic: Clinic, phone: Phone) -> None:
    for changes in (OLD_MEASLES, RECENT_INFLUENZA):
        offer = await clerk.offer("vaccination", vaccination() | changes)
        await phone.accept((await phone.scan(await clerk.qr(offer["offer_id"])))["offer_id"])
    asked = await clinic.ask(TEMPLATE)
    scan = await phone.scan(await clinic.qr(asked["verification_id"]))
    shown = await phone.request(scan["request_id"])
    assert shown["missing"] == [0]
    assert [(each["candidates"], each["shortfall"]) for each in shown["groups"]] == [([], "too-old")]
    with pytest.raises(PartyRefused, match="no-card"):
        await phone.approve(scan["request_id"])
    await phone.decline(scan["request_id"], "too-old")
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "too-old")


async def test_the_disease_of_one_card_with_the_dates_of_another_is_refused(clinic: Clinic, hostile: Hostile) -> None:
    decided = await verdict_on(
        clinic, hostile, lambda exchange: answer_with(exchange, hostile.old_measles, hostile.influenza)
    )
    assert decided["verdict"] == "INVALID"
    assert decided["reason"] == "mixed-credentials"


async def test_one_mixed_predicate_among_good_ones_is_refused(clinic: Clinic, hostile: Hostile) -> None:
    def build(exchange: PresentationExchange) -> Any:
        answer = answer_with(exchange, hostile.influenza, hostile.influenza)
        for name in exchange.request["requested_attributes"]:
            answer["requested_attributes"][name]["cred_id"] = hostile.old_measles
        for name in exchange.request["requested_predicates"]:
            if name.endswith("issued-since"):
                answer["requested_predicates"][name]["cred_id"] = hostile.old_measles
        return answer

    decided = await verdict_on(clinic, hostile, build)
    assert decided["verdict"] == "INVALID"
    assert decided["reason"] == "mixed-credentials"


async def test_the_wrong_card_alone_is_refused(clinic: Clinic, hostile: Hostile) -> None:
    decided = await verdict_on(
        clinic, hostile, lambda exchange: answer_with(exchange, hostile.influenza, hostile.influenza)
    )
    assert decided["verdict"] == "INVALID"
    assert decided["reason"] == "wrong-value"
    assert decided["revealed"] is None


async def test_an_answer_that_hides_the_disease_is_refused(clerk: Clerk, clinic: Clinic, hostile: Hostile) -> None:
    _, good = await take(hostile.holder, clerk, {})
    decided = await verdict_on(clinic, hostile, lambda exchange: answer_with(exchange, good, good, reveal=False))
    assert decided["verdict"] == "INVALID"
    assert decided["reason"] == "not-revealed"


async def test_a_revoked_card_that_is_presented_all_the_same_is_refused(
    clerk: Clerk, clinic: Clinic, hostile: Hostile
) -> None:
    offer_id, card = await take(hostile.holder, clerk, {})
    assert (await verdict_on(clinic, hostile, lambda x: answer_with(x, card, card)))["verdict"] == "VALID"
    await clerk.revoke(offer_id)
    decided = await verdict_on(clinic, hostile, lambda exchange: answer_with(exchange, card, card))
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "proof-failed")
