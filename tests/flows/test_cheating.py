"""Wallets that do not keep to our rules, over real DIDComm: whatever they send, no false VALID.

The patient holds an old measles card and a recent influenza card; together they look like a recent measles vaccination.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio

from agent.acapy.holder import AcaPyWalletHost
from agent.ports import PresentationExchange
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, PartyRefused, Phone
from tests.flows.hostile.wallet import Card, Wallet
from tests.flows.world import World

pytestmark = pytest.mark.asyncio

INFLUENZA = "6142004"
OLD_MEASLES = {"occurrence_dateint": "1999-05-01", "valid_from_dateint": "1999-05-15"}
RECENT_INFLUENZA = {"target_disease_code": INFLUENZA, "target_disease": "Influenza", "vaccine_cvx": 140}

type Answering = Callable[[PresentationExchange], Awaitable[None]]


@dataclass(frozen=True)
class Hostile:
    wallet: Wallet
    old_measles: Card
    influenza: Card


@pytest_asyncio.fixture(scope="module")
async def hostile(world: World, wallet_host: AcaPyWalletHost) -> AsyncIterator[Hostile]:
    clerk = world.clerk()
    wallet = Wallet(wallet_host.holder(await wallet_host.create_tenant("hostile")))
    yield Hostile(wallet, await wallet.take(clerk, **OLD_MEASLES), await wallet.take(clerk, **RECENT_INFLUENZA))
    await clerk.aclose()


async def verdict_on(clinic: Clinic, hostile: Hostile, card: Card, shown: Card | None = None) -> Json:
    async def answer(exchange: PresentationExchange) -> None:
        await hostile.wallet.answer(exchange, card, shown)

    return await verdict_on_answer(clinic, hostile, answer)


async def verdict_on_answer(clinic: Clinic, hostile: Hostile, answer: Answering) -> Json:
    asked = await clinic.ask(TEMPLATE)
    await answer(await hostile.wallet.scan(asked["url"]))
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
    decided = await verdict_on(clinic, hostile, hostile.influenza, hostile.old_measles)
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "mixed-credentials")


async def test_one_mixed_predicate_among_good_ones_is_refused(clinic: Clinic, hostile: Hostile) -> None:
    async def answer(exchange: PresentationExchange) -> None:
        picked = dict.fromkeys(exchange.request["requested_predicates"], hostile.influenza)
        picked |= dict.fromkeys(exchange.request["requested_attributes"], hostile.old_measles)
        picked |= {name: hostile.old_measles for name in picked if name.endswith("issued-since")}
        await hostile.wallet.answer_by(exchange, {name: card.credential_id for name, card in picked.items()})

    decided = await verdict_on_answer(clinic, hostile, answer)
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "mixed-credentials")


async def test_the_wrong_card_alone_is_refused(clinic: Clinic, hostile: Hostile) -> None:
    decided = await verdict_on(clinic, hostile, hostile.influenza)
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "wrong-value")
    assert decided["revealed"] is None


async def test_an_answer_that_hides_the_disease_is_refused(clerk: Clerk, clinic: Clinic, hostile: Hostile) -> None:
    good = await hostile.wallet.take(clerk)

    async def answer(exchange: PresentationExchange) -> None:
        everything = [*exchange.request["requested_attributes"], *exchange.request["requested_predicates"]]
        await hostile.wallet.answer_by(exchange, dict.fromkeys(everything, good.credential_id), reveal=False)

    decided = await verdict_on_answer(clinic, hostile, answer)
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "not-revealed")


async def test_a_revoked_card_that_is_presented_all_the_same_is_refused(
    clerk: Clerk, clinic: Clinic, hostile: Hostile
) -> None:
    card = await hostile.wallet.take(clerk)
    assert (await verdict_on(clinic, hostile, card))["verdict"] == "VALID"
    await clerk.revoke(card.offer_id)
    decided = await verdict_on(clinic, hostile, card)
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "proof-failed")
