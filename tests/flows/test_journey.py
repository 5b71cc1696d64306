"""The journey on real parts, and that it comes through every fault of the parts it rests on."""

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from agent.ledger.status import ledger_status
from agent.process import ProcessState, Supervised
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, Journey, Record, Show, vaccination
from salus.parties import Clerk, Clinic, Phone
from tests.flows.gate import Mode
from tests.flows.world import World
from tests.sizes import IS_FULL

pytestmark = pytest.mark.asyncio

KILLS = (
    (AgentRole.ISSUER, "The issuer offers"),
    (AgentRole.WALLET, "The patient reads"),
    (AgentRole.VERIFIER, "The patient reads"),
    (AgentRole.WALLET, "The wallet reads the QR code, accepts"),
    (AgentRole.VERIFIER, "The clinic asks for"),
)
"""An agent and the step after which it is killed; each agent once first."""
SILENT = Show(step=lambda step: None, qr=lambda title, content: None, say=lambda text: None)


class Interrupted(Journey):
    """A journey in which something happens after a step."""

    def __init__(self, *parties: object, after: str, happens: Callable[[], None]) -> None:
        super().__init__(*parties, SILENT)
        self._after, self._happens, self.happened = after, happens, False

    def step(self, name: str):
        if self.record.steps and self.record.steps[-1].name.startswith(self._after) and not self.happened:
            self.happened = True
            self._happens()
        return super().step(name)


def assert_whole(record: Record) -> None:
    assert record.ok, record
    assert record.verdicts == ["VALID", "INVALID"]
    assert record.reason == "revoked"
    assert record.revealed == {"target_disease_code": "14189004"}


def kill(child: Supervised) -> None:
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)


async def until_running(child: Supervised, restarts: int) -> None:
    async with asyncio.timeout(60):
        while child.restarts < restarts or child.state is not ProcessState.RUNNING:
            await asyncio.sleep(0.05)


async def test_a_patient_receives_proves_and_is_refused_after_revocation(
    clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    assert_whole(await Journey(clerk, clinic, phone, SILENT).run())


async def test_the_journey_completes_when_a_validator_is_killed_in_it(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    victim = world.pool.validators["Node3"]
    restarts = victim.restarts + 1
    journey = Interrupted(clerk, clinic, phone, after="The wallet reads the QR code", happens=lambda: kill(victim))
    assert_whole(await journey.run())
    assert journey.happened
    await until_running(victim, restarts)
    async with asyncio.timeout(60):
        while not (status := await ledger_status(world.stack.ledger)).roots_agree or status.validators_up < 4:
            await asyncio.sleep(0.2)


@pytest.mark.parametrize(("role", "after"), KILLS if IS_FULL else KILLS[: len(AgentRole)])
async def test_the_journey_completes_when_an_agent_is_killed_in_it(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone, role: AgentRole, after: str
) -> None:
    victim = world.stack.agents[role]
    restarts = victim.restarts + 1
    journey = Interrupted(clerk, clinic, phone, after=after, happens=lambda: kill(victim))
    try:
        assert_whole(await journey.run())
        assert journey.happened
        assert len(await phone.credentials()) == 1
    finally:
        await until_running(victim, restarts)


@pytest.mark.parametrize("role", list(AgentRole) if IS_FULL else [AgentRole.WALLET])
async def test_the_journey_completes_when_a_service_is_killed_in_it(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone, role: AgentRole
) -> None:
    victim = world.stack.services[role]
    restarts = victim.restarts + 1
    offer = await clerk.offer("vaccination", vaccination())
    scan = await phone.scan(await clerk.qr(offer["offer_id"]))
    await phone.post(f"{phone.wallet}/offers/{scan['offer_id']}/accept")
    kill(victim)
    await until_running(victim, restarts)
    assert (await clerk.until_offer(offer["offer_id"], "stored"))["state"] == "stored"
    assert (await phone.accept(scan["offer_id"]))["state"] == "stored"
    assert len(await phone.credentials()) == 1


async def test_a_revocation_that_the_ledger_could_not_take_is_published_when_it_is_back(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    offer = await clerk.offer("vaccination", vaccination())
    scan = await phone.scan(await clerk.qr(offer["offer_id"]))
    await phone.accept(scan["offer_id"])
    await clerk.until_offer(offer["offer_id"], "stored")
    silent = [world.pool.validators[name] for name in ("Node2", "Node3")]
    restarts = {child.command.name: child.restarts + 1 for child in silent}
    for child in silent:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGSTOP)
    await clerk.repeat(f"/v1/offers/{offer['offer_id']}/revoke")
    for child in silent:
        await until_running(child, restarts[child.command.name])
    assert (await clerk.until_offer(offer["offer_id"], "revoked"))["state"] == "revoked"
    asked = await clinic.ask(TEMPLATE)
    request = await phone.scan(await clinic.qr(asked["verification_id"]))
    await phone.approve(request["request_id"])
    assert (await clinic.until_decided(asked["verification_id"]))["reason"] == "revoked"


@pytest.mark.parametrize("mode", [Mode.WITHHOLD, Mode.DOUBLE, Mode.REVERSE] if IS_FULL else [Mode.WITHHOLD])
async def test_the_journey_completes_whatever_happens_to_the_webhooks(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone, mode: Mode
) -> None:
    world.set_mode(mode)
    assert_whole(await Journey(clerk, clinic, phone, SILENT).run())
    assert len(await phone.credentials()) == 1
