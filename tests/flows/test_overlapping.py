"""Honest wallets whose cards overlap: five vaccinations, of which each answers something that another does not.

No wallet is refused for mixing if it takes for each referent the first card that satisfies the restrictions, as ACA-Py
does: all referents of a group have the same ones. One that looks at each predicate by itself may mix; then it is told
so, and asked again it can do better.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from agent.acapy.holder import AcaPyWalletHost
from agent.ports import HeldCredential, PresentationExchange
from agent.protocol import CredentialId
from salus.journey import MEASLES, TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Phone
from tests.flows.hostile.wallet import Card, Wallet
from tests.flows.world import World
from tests.sizes import sized

pytestmark = pytest.mark.asyncio

CARDS: Mapping[str, Mapping[str, Any]] = {
    "old": {
        "occurrence_dateint": "1999-05-01",
        "valid_from_dateint": "1999-05-15",
        "valid_until_dateint": "2009-05-01",
    },
    "recent": {},
    "first dose": {"dose_number": 1},
    "influenza": {"target_disease_code": "6142004", "target_disease": "Influenza", "vaccine_cvx": 140},
    "revoked": {},
}
"""In the order in which they are taken: a wallet that prefers the newest begins with the revoked one."""


async def test_our_wallet_answers_each_template_from_the_card_that_does(
    clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    for number, (name, changes) in enumerate(CARDS.items()):
        offer = await clerk.offer("vaccination", vaccination() | changes | {"event_id": f"E-{number}"})
        await clerk.hand_over(offer, phone)
        if name == "revoked":
            await clerk.revoke(offer["offer_id"])
    shown = {"vaccination": {"target_disease_code": MEASLES}}
    asked_for = ((TEMPLATE, shown), ("series-complete", shown), ("adult", {"person": {}}))
    for template_id, revealed in asked_for[: sized(1, 3)]:
        asked = await clinic.ask(template_id)
        scan = await phone.scan(await clinic.qr(asked["verification_id"]))
        await phone.approve(scan["request_id"])
        decided = await clinic.until_decided(asked["verification_id"])
        assert (decided["verdict"], decided["reason"]) == ("VALID", None), template_id
        assert decided["revealed"] == revealed


@dataclass(frozen=True)
class Foreign:
    """A wallet that leaves the choice of cards to its agent, or looks at what each referent asks by itself."""

    wallet: Wallet
    cards: Mapping[str, Card]

    async def first_matching(self, exchange: PresentationExchange) -> dict[str, CredentialId]:
        """Per referent the first card that the agent finds for it."""
        matches = await self.wallet.holder.matches(exchange.exchange_id)
        referents = [*exchange.request["requested_attributes"], *exchange.request["requested_predicates"]]
        return {
            referent: next(match.credential.credential_id for match in matches if referent in match.referents)
            for referent in referents
        }

    async def first_holding(self, exchange: PresentationExchange) -> dict[str, CredentialId]:
        """Per referent the first card of those it took that satisfies it, a predicate included."""
        held = {
            match.credential.credential_id: match for match in await self.wallet.holder.matches(exchange.exchange_id)
        }
        mine = [held[card.credential_id] for card in self.cards.values() if card.credential_id in held]
        asked: Mapping[str, Any] = exchange.request["requested_predicates"]
        return {
            referent: next(
                match.credential.credential_id
                for match in mine
                if referent in match.referents and (referent not in asked or holds(asked[referent], match.credential))
            )
            for referent in [*exchange.request["requested_attributes"], *asked]
        }


def holds(predicate: Any, card: HeldCredential) -> bool:
    value = int(card.attributes[predicate["name"]])
    return bool(value >= predicate["p_value"] if predicate["p_type"] == ">=" else value <= predicate["p_value"])


@pytest_asyncio.fixture(scope="module")
async def foreign(world: World, wallet_host: AcaPyWalletHost) -> Foreign:
    clerk = world.clerk()
    wallet = Wallet(wallet_host.holder(await wallet_host.create_tenant("foreign")))
    cards = {name: await wallet.take(clerk, **changes) for name, changes in CARDS.items() if name != "revoked"}
    await clerk.aclose()
    return Foreign(wallet, cards)


@pytest.mark.parametrize("template_id", [TEMPLATE, "series-complete", "adult"])
async def test_the_first_card_for_each_referent_is_one_and_the_same(
    clinic: Clinic, foreign: Foreign, template_id: str
) -> None:
    exchange = await foreign.wallet.scan((await clinic.ask(template_id))["url"])
    assert len(set((await foreign.first_matching(exchange)).values())) == 1


async def test_a_wallet_that_mixes_is_told_so_and_asked_again_may_do_better(clinic: Clinic, foreign: Foreign) -> None:
    asked = await clinic.ask(TEMPLATE)
    exchange = await foreign.wallet.scan(asked["url"])
    picked = await foreign.first_holding(exchange)
    assert set(picked.values()) == {foreign.cards[name].credential_id for name in ("old", "recent")}
    await foreign.wallet.answer_by(exchange, picked)
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "mixed-credentials")
    assert decided["sentence"] and decided["next_step"]

    again = await clinic.ask(TEMPLATE)
    await foreign.wallet.answer(await foreign.wallet.scan(again["url"]), foreign.cards["recent"])
    assert (await clinic.until_decided(again["verification_id"]))["verdict"] == "VALID"
