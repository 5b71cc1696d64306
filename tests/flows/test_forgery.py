"""A wallet agent that forges its presentations, over real DIDComm: whatever it sends, no false VALID.

The library and ACA-Py let several of these pass (verifier/domain/judgement.py).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.ledger.revocation import RevocationLists
from agent.protocol import AgentRole
from salus.journey import MEASLES, TEMPLATE
from salus.parties import Clinic, Json
from tests.flows.agent_store import held_by
from tests.flows.hostile.desk import Desk, second_verifier
from tests.flows.hostile.orders import Forgery
from tests.flows.hostile.wallet import Card, ForgingWallet, forging_wallet
from tests.flows.traces import Traces, files_of
from tests.flows.waiting import eventually
from tests.flows.world import HASTY, World
from verifier.domain.verdict import Reason
from verifier.domain.verification import Outcome

pytestmark = pytest.mark.asyncio

INFLUENZA = "6142004"
FORCED = "77117711771177"
FAR_AHEAD = 2**31
"""A moment for which the newest list is in force."""


@dataclass(frozen=True)
class Attacker:
    """Holds real cards of the trusted issuer; only `good` proves what is asked."""

    wallet: ForgingWallet
    good: Card
    old: Card
    influenza: Card
    revoked: Card
    list_before: int
    list_after: int


@pytest_asyncio.fixture(scope="module")
async def attacker(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Attacker]:
    clerk = world.clerk()
    async with forging_wallet(world, Path(tmp_path_factory.mktemp("forger"))) as wallet:
        old = await wallet.take(clerk, occurrence_dateint="1999-05-01", valid_from_dateint="1999-05-15")
        influenza = await wallet.take(clerk, target_disease_code=INFLUENZA, target_disease="Influenza", vaccine_cvx=140)
        good, revoked = await wallet.take(clerk), await wallet.take(clerk)
        before = await newest_list(world, revoked)
        await clerk.revoke(revoked.offer_id)
        after = await newest_list(world, revoked)
        assert before < after
        yield Attacker(wallet, good, old, influenza, revoked, before, after)
    await clerk.aclose()


@dataclass(frozen=True)
class Hasty:
    """Requests with ten seconds to answer, answered at once: ACA-Py left to itself cannot deal with these answers."""

    never_proved: Json
    beyond_the_last: Json
    no_registry: Json


@pytest_asyncio.fixture(scope="module")
async def hasty(world: World, attacker: Attacker) -> AsyncIterator[Hasty]:
    clinic, wallet = world.clinic(), attacker.wallet

    async def answered(card: Card, forgery: Forgery, value: Any = None) -> Json:
        wallet.forge(forgery, value)
        asked = await clinic.ask(HASTY)
        await wallet.answer(await wallet.scan(asked["url"]), card)
        wallet.forge(Forgery.NONE)
        return asked

    yield Hasty(
        await answered(attacker.old, Forgery.NEVER_PROVED),
        await answered(attacker.good, Forgery.NO_SUCH_PROOF, 7),
        await answered(attacker.revoked, Forgery.OTHER_REGISTRY, f"{attacker.revoked.rev_reg_id}x"),
    )
    await clinic.aclose()


@pytest_asyncio.fixture(autouse=True)
async def _honest_again(attacker: Attacker) -> AsyncIterator[None]:
    yield
    attacker.wallet.forge(Forgery.NONE)


@pytest_asyncio.fixture
async def desk(world: World, tmp_path: Path) -> AsyncIterator[Desk]:
    layout = world.stack.layout
    agent = layout.agent(AgentRole.VERIFIER)
    async with second_verifier(agent, layout.genesis, layout.trust_registry, tmp_path) as desk:
        yield desk


async def newest_list(world: World, card: Card) -> int:
    return await RevocationLists(world.stack.ledger).list_in_force(card.rev_reg_id, FAR_AHEAD)


async def verdict_on(clinic: Clinic, attacker: Attacker, card: Card, template_id: str = TEMPLATE) -> Json:
    asked = await clinic.ask(template_id)
    await attacker.wallet.answer(await attacker.wallet.scan(asked["url"]), card)
    return await clinic.until_decided(asked["verification_id"])


def assert_refused(decided: Json, reason: str) -> None:
    assert (decided["verdict"], decided["reason"]) == ("INVALID", reason)
    assert decided["revealed"] is None


async def test_without_a_forgery_the_same_wallet_is_valid(clinic: Clinic, attacker: Attacker) -> None:
    decided = await verdict_on(clinic, attacker, attacker.good)
    assert decided["verdict"] == "VALID"
    assert decided["revealed"] == {"vaccination": {"target_disease_code": MEASLES}}


async def test_a_revoked_card_with_a_claimed_list_and_no_proof_is_refused(clinic: Clinic, attacker: Attacker) -> None:
    attacker.wallet.forge(Forgery.CLAIMED_LIST, attacker.list_after)
    assert_refused(await verdict_on(clinic, attacker, attacker.revoked), "revocation-not-proved")


async def test_a_revoked_card_against_the_list_before_is_refused(clinic: Clinic, attacker: Attacker) -> None:
    attacker.wallet.forge(Forgery.OLD_LIST, attacker.list_before)
    assert_refused(await verdict_on(clinic, attacker, attacker.revoked), "revocation-stale")


async def test_an_old_card_with_its_day_of_issuance_relabelled_as_occurrence_is_refused(
    clinic: Clinic, attacker: Attacker
) -> None:
    attacker.wallet.forge(Forgery.RELABELLED)
    assert_refused(await verdict_on(clinic, attacker, attacker.old), "not-answered")


async def test_another_value_written_over_the_proved_one_is_refused(clinic: Clinic, attacker: Attacker) -> None:
    """The library lets it pass; ACA-Py compares the value with its encoding, as the judgement does after it."""
    attacker.wallet.forge(Forgery.OVERWRITTEN, MEASLES)
    assert_refused(await verdict_on(clinic, attacker, attacker.influenza), "proof-failed")


async def test_a_value_of_ones_own_is_refused(clinic: Clinic, attacker: Attacker) -> None:
    attacker.wallet.forge(Forgery.SELF_ATTESTED, MEASLES)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "self-attested")


async def test_an_answer_for_the_nonce_of_another_session_is_refused(clinic: Clinic, attacker: Attacker) -> None:
    other = await clinic.ask(TEMPLATE)
    nonce = (await attacker.wallet.scan(other["url"])).request["nonce"]
    attacker.wallet.forge(Forgery.OTHER_NONCE, nonce)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "proof-failed")


async def test_a_presentation_that_was_valid_once_is_refused_when_it_is_replayed(
    clinic: Clinic, attacker: Attacker
) -> None:
    asked = await clinic.ask(TEMPLATE)
    exchange = await attacker.wallet.scan(asked["url"])
    await attacker.wallet.answer(exchange, attacker.good)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    sent = (await attacker.wallet.holder.presentation_exchange(exchange.exchange_id)).presentation
    assert sent is not None
    attacker.wallet.forge(Forgery.REPLAYED, sent)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "proof-failed")


async def test_predicates_of_no_proof_at_all_are_refused(clinic: Clinic, attacker: Attacker) -> None:
    attacker.wallet.forge(Forgery.NO_SUCH_PROOF, -1)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "unreadable")


async def test_a_value_that_is_forced_upon_the_verifier_is_neither_shown_nor_kept(
    world: World, clinic: Clinic, attacker: Attacker
) -> None:
    attacker.wallet.forge(Forgery.MORE_SHOWN, FORCED)
    decided = await verdict_on(clinic, attacker, attacker.good)
    assert_refused(decided, "proof-failed")
    attacker.wallet.forge(Forgery.SELF_ATTESTED, FORCED)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "self-attested")
    directory = world.stack.layout.service(AgentRole.VERIFIER).directory
    kept = {path.name: path.read_bytes() for path in directory.glob("service.*")}
    assert decided["verification_id"].encode() in kept["service.log"], "the search looks into the right files"
    assert decided["verification_id"].encode() in b"".join(kept[name] for name in kept if "sqlite" in name)
    assert not [name for name, content in kept.items() if FORCED.encode() in content]


async def test_a_text_of_ones_own_does_not_stay_with_the_verifiers_agent(
    world: World, clinic: Clinic, attacker: Attacker
) -> None:
    traces, agent = Traces(), world.stack.layout.agent(AgentRole.VERIFIER)
    attacker.wallet.forge(Forgery.SELF_ATTESTED, traces.text("forced"))
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "self-attested")

    async def gone() -> bool | None:
        return not traces.found(each.haystack for each in await held_by(agent)) or None

    await eventually(gone, 15)
    assert not traces.found(files_of(agent.data_dir))


async def test_a_value_that_is_forced_upon_the_verifier_is_not_in_its_agents_log(
    world: World, clinic: Clinic, attacker: Attacker
) -> None:
    attacker.wallet.forge(Forgery.MORE_SHOWN, FORCED)
    assert_refused(await verdict_on(clinic, attacker, attacker.good), "proof-failed")
    log = world.stack.layout.agent(AgentRole.VERIFIER).data_dir / "agent.log"
    assert FORCED not in log.read_text(errors="replace")


async def answered_twice(desk: Desk, attacker: Attacker, forgery: Forgery, value: Any, card: Card) -> tuple[str, Any]:
    """A good answer that was fetched and not judged yet, and a forged one that has come since."""
    asked, exchange = await desk.scanned_by(attacker.wallet)
    attacker.wallet.forge(Forgery.NONE, may_answer_again=True)
    await attacker.wallet.answer(exchange, attacker.good)
    first = await desk.received(asked)
    attacker.wallet.forge(forgery, value)
    await attacker.wallet.answer(exchange, card)
    await desk.received(asked, other_than=first.presentation)
    return asked, first


async def test_the_presentation_that_was_verified_is_the_one_that_is_judged(desk: Desk, attacker: Attacker) -> None:
    """Though another one was fetched before."""
    asked, first = await answered_twice(desk, attacker, Forgery.OLD_LIST, attacker.list_before, attacker.revoked)
    await desk.parts.following._advance(await desk.find(asked), first)
    decision = (await desk.find(asked)).decision
    assert decision is not None and (decision.outcome, decision.reason) == (Outcome.INVALID, Reason.REVOCATION_STALE)


async def test_that_the_agent_once_said_verified_is_not_believed_of_an_answer_that_came_later(
    desk: Desk, attacker: Attacker
) -> None:
    asked, exchange = await desk.scanned_by(attacker.wallet)
    attacker.wallet.forge(Forgery.NONE, may_answer_again=True)
    await attacker.wallet.answer(exchange, attacker.good)
    first = await desk.received(asked)
    assert (await desk.parts.agent.verify(first.exchange_id)).verified is True
    attacker.wallet.forge(Forgery.OTHER_NONCE, "1")
    await attacker.wallet.answer(exchange, attacker.good)
    second = await desk.received(asked, other_than=first.presentation)
    assert second.verified is True, "the agent keeps what it said of the first"
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.reason is Reason.PROOF_FAILED


async def test_a_registry_that_the_ledger_does_not_have_is_refused(clinic: Clinic, hasty: Hasty) -> None:
    """And at once: ACA-Py breaks on it (500) as often as it is asked."""
    assert_refused(await clinic.until_decided(hasty.no_registry["verification_id"]), "revocation-not-proved")


async def test_an_old_card_without_any_proof_of_the_day_is_refused(clinic: Clinic, hasty: Hasty) -> None:
    assert_refused(await clinic.until_decided(hasty.never_proved["verification_id"]), "not-answered")


async def test_predicates_of_a_proof_beyond_the_last_are_refused(clinic: Clinic, hasty: Hasty) -> None:
    assert_refused(await clinic.until_decided(hasty.beyond_the_last["verification_id"]), "mixed-credentials")
