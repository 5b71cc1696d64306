"""Verifying while validators are away, with real agents and ledger: it goes on, and says what it was checked against.

Two of four that are gone leave the ledger slow: two equal answers are enough for a read, none for a write. With all
four gone nothing is read at all. The tests come in this order, and the last one brings the ledger back.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.launcher import open_client
from agent.acapy.server import is_ready
from agent.process import ProcessState
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clinic, Json, Phone
from tests.flows.hostile.desk import Desk, second_verifier
from tests.flows.hostile.wallet import Card, Wallet
from tests.flows.waiting import eventually
from tests.flows.world import World
from verifier.domain.language import Language
from verifier.domain.verdict import Reason
from verifier.domain.verification import Outcome, State, Verification
from verifier.routes.bodies import age_of
from verifier.services.judging import ListsTooOld
from verifier.settings import TEMPLATES

pytestmark = pytest.mark.asyncio
LIMIT_S = 600


@dataclass
class Patients:
    """One with our wallet, and one whose wallet keeps to no rule, with a card that was revoked before the outage."""

    phone: Phone
    wallet: Wallet
    card: Card
    revoked: Card


@dataclass
class Pool:
    world: World

    async def down_to(self, validators: int) -> None:
        """Leave so many validators running. The issuer's agent, of no use then, would be restarted again and again."""
        children = list(self.world.pool.validators.values())[validators:]
        await asyncio.gather(*(each.stop() for each in (self.world.stack.agents[AgentRole.ISSUER], *children)))

    async def up(self) -> None:
        await asyncio.gather(*(each.start() for each in self.world.pool.validators.values()))
        await self.world.stack.agents[AgentRole.ISSUER].start()


@pytest_asyncio.fixture(scope="module")
async def patients(world: World, wallet_host: AcaPyWalletHost) -> AsyncIterator[Patients]:
    async with AsyncExitStack() as undo:
        clerk, phone = world.clerk(), await world.phone("outage")
        undo.push_async_callback(clerk.aclose)
        undo.push_async_callback(phone.aclose)
        await clerk.hand_over(await clerk.offer("vaccination", vaccination()), phone)
        wallet = Wallet(wallet_host.holder(await wallet_host.create_tenant("outage")))
        card, revoked = await wallet.take(clerk), await wallet.take(clerk)
        await clerk.revoke(revoked.offer_id)
        yield Patients(phone, wallet, card, revoked)


@pytest_asyncio.fixture(scope="module")
async def pool(world: World, patients: Patients) -> AsyncIterator[Pool]:
    pool = Pool(world)
    yield pool
    await pool.up()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of a desk whose template lets our reading of the revocation lists be ten minutes old."""
    directory = tmp_path_factory.mktemp("desk")
    template = yaml.safe_load((TEMPLATES / f"{TEMPLATE}.yaml").read_text()) | {"revocation_max_age_s": LIMIT_S}
    (directory / f"{TEMPLATE}.yaml").write_text(yaml.safe_dump(template))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SALUS_VERIFIER_REQUEST_TEMPLATES", str(directory))
        yield directory


def at_the_desk(world: World, directory: Path) -> AbstractAsyncContextManager[Desk]:
    layout = world.stack.layout
    return second_verifier(layout.agent(AgentRole.VERIFIER), layout.genesis, layout.trust_registry, directory)


@pytest_asyncio.fixture(scope="module")
async def desk(world: World, directory: Path) -> AsyncIterator[Desk]:
    async with at_the_desk(world, directory) as desk:
        yield desk


async def judged(desk: Desk, wallet: Wallet, card: Card) -> Verification:
    asked = await desk.answered_by(wallet, card)
    await desk.refresh(asked)
    return await desk.find(asked)


def verdict(found: Verification) -> tuple[Outcome, Reason | None]:
    assert found.decision is not None
    return found.decision.outcome, found.decision.reason


async def shown_by(phone: Phone, clinic: Clinic) -> Json:
    """A patient with our wallet, at the stack's own verifier."""
    asked = await clinic.ask(TEMPLATE)
    scan = await phone.follow(asked["url"])
    await phone.approve(scan["request_id"])
    return await clinic.until_decided(asked["verification_id"])


async def test_while_the_ledger_answers_no_age_is_told(desk: Desk, clinic: Clinic, patients: Patients) -> None:
    found = await judged(desk, patients.wallet, patients.card)
    assert (verdict(found), found.kept_data_of) == ((Outcome.VALID, None), None)
    assert found.decision is not None and found.decision.checked_against is not None
    told = await shown_by(patients.phone, clinic)
    assert (told["verdict"], told["ledger_data_of"], told["ledger_data_sentence"]) == ("VALID", None, None)


async def test_with_two_validators_down_verification_goes_on(
    pool: Pool, desk: Desk, clinic: Clinic, patients: Patients
) -> None:
    await pool.down_to(2)
    found = await judged(desk, patients.wallet, patients.card)
    assert verdict(found) == (Outcome.VALID, None)
    assert (await shown_by(patients.phone, clinic))["verdict"] == "VALID"


async def test_with_all_validators_down_it_goes_on_and_states_the_age(
    pool: Pool, desk: Desk, clinic: Clinic, patients: Patients
) -> None:
    await pool.down_to(0)
    assert (await shown_by(patients.phone, clinic))["verdict"] == "VALID"
    before = await judged(desk, patients.wallet, patients.card)
    desk.clock.move(20)
    found = await judged(desk, patients.wallet, patients.card)
    assert verdict(found) == (Outcome.VALID, None)
    assert before.decision is not None and found.decision is not None
    assert found.kept_data_of == found.decision.checked_against == before.decision.checked_against
    assert found.kept_data_of is not None
    told = age_of(found, Language.ENGLISH)
    assert told == f"Checked against data of {found.kept_data_of.astimezone():%H:%M}."


async def test_a_card_that_was_revoked_before_stays_invalid(pool: Pool, desk: Desk, patients: Patients) -> None:
    assert verdict(await judged(desk, patients.wallet, patients.revoked)) == (Outcome.INVALID, Reason.PROOF_FAILED)


async def test_neither_a_restart_of_the_agent_nor_of_the_service_forgets(
    pool: Pool, world: World, desk: Desk, directory: Path, patients: Patients
) -> None:
    agent = world.stack.agents[AgentRole.VERIFIER]
    restarts = agent.restarts
    assert agent.pid is not None
    os.kill(agent.pid, signal.SIGKILL)
    client = open_client(world.stack.layout.agent(AgentRole.VERIFIER))

    async def back() -> bool | None:
        running = agent.restarts > restarts and agent.state is ProcessState.RUNNING
        return (running and await is_ready(client)) or None

    await eventually(back, 60)
    await client.aclose()
    async with at_the_desk(world, directory) as restarted:
        found = await judged(restarted, patients.wallet, patients.card)
    assert verdict(found) == (Outcome.VALID, None)
    assert found.kept_data_of is not None


async def test_past_the_templates_limit_the_answer_waits_and_is_undecided_when_its_time_is_over(
    pool: Pool, desk: Desk, patients: Patients
) -> None:
    desk.clock.move(LIMIT_S)
    asked = await desk.answered_by(patients.wallet, patients.card)
    with pytest.raises(ListsTooOld):
        await desk.refresh(asked)
    waiting = await desk.find(asked)
    assert waiting.state is State.ANSWERED
    desk.clock.move(waiting.question.decide_within_s + 1)
    await desk.refresh(asked)
    found = await desk.find(asked)
    assert verdict(found) == (Outcome.UNDECIDED, Reason.REVOCATION_UNKNOWN)
    assert found.kept_data_of is not None


async def test_an_answer_that_waited_is_judged_by_the_ledger_when_it_is_back(
    pool: Pool, desk: Desk, patients: Patients
) -> None:
    asked = await desk.answered_by(patients.wallet, patients.card)
    with pytest.raises(ListsTooOld):
        await desk.refresh(asked)
    await pool.up()

    async def decided() -> Verification | None:
        with contextlib.suppress(ListsTooOld):
            await desk.refresh(asked)
        found = await desk.find(asked)
        return found if found.state is State.DECIDED else None

    found = await eventually(decided)
    assert (verdict(found), found.kept_data_of) == ((Outcome.VALID, None), None)
