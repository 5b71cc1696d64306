"""A scan whose connection did not come about is tried again by itself, without waiting for a round."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from agent.errors import AgentRefused, AgentUnavailable, Problem
from agent.ports import Invitation, ReceivedInvitation, WalletHost
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from tests.contract.wallet_api.broken_agent import BrokenAgent
from tests.contract.wallet_api.patients import add_patient
from tests.contract.wallet_api.test_routes import LINK
from wallet_api.parts import Parts
from wallet_api.services import scans
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio


class Failing(BrokenAgent):
    """An agent that takes no invitation up."""

    def __init__(self, failure: Problem) -> None:
        super().__init__()
        self.failure = failure
        self.tried: asyncio.Queue[Invitation] = asyncio.Queue()

    async def credential_exchanges(self, state: object = None) -> Sequence[object]:
        return ()

    async def presentation_exchanges(self, state: object = None) -> Sequence[object]:
        return ()

    async def receive_invitation(self, invitation: Invitation) -> ReceivedInvitation:
        self.tried.put_nowait(invitation)
        raise self.failure


@pytest.mark.parametrize("failure", [AgentRefused("No connection."), AgentUnavailable("No answer.")])
async def test_an_invitation_that_the_agent_could_not_take_up_is_tried_again_after_its_pause(
    settings: Settings, database: Database, tenant_key: str, monkeypatch: pytest.MonkeyPatch, failure: Problem
) -> None:
    for pause in ("PAUSE_AFTER_REFUSAL", "PAUSE_AFTER_SILENCE"):
        monkeypatch.setattr(scans, pause, timedelta(milliseconds=20))
    anna, agent = await add_patient(database, tenant_key), Failing(failure)
    parts = Parts(settings, cast(WalletHost, agent), HttpxWeb(), Metrics())  # its rounds are not started
    await parts.scans.receive(anna.wallet.id, LINK)
    async with asyncio.timeout(10):
        assert await agent.tried.get() == await agent.tried.get()
    await parts.reconciler.stop()
    await parts.database.close()
