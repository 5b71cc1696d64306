"""What comes about with a card is told once, by whoever looked first, whatever the ledger keeps back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import cast

import pytest
import pytest_asyncio

from agent.ports import WalletHost
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.broken_agent import BrokenAgent, card
from tests.contract.wallet_api.patients import Patient, add_patient, add_rows, stored
from wallet_api.domain.stream import stream_of
from wallet_api.parts import Parts
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio

JAB = {"target_disease_code": "14189004", "event_id": "1", "subject_id": "p", "valid_until_dateint": "20261231"}


class Watched:
    def __init__(self, settings: Settings) -> None:
        self.agent, self.clock = BrokenAgent([card("c-1", **JAB)]), MovingClock()
        self.clock.now = datetime(2026, 11, 1, 12, tzinfo=UTC)
        self.parts = Parts(settings, cast(WalletHost, self.agent), HttpxWeb(), Metrics(), clock=self.clock)

    async def told(self, wallet_id: str) -> list[str]:
        events = await self.parts.outbox.of_all_streams(0, 100)
        return [f"{each.type} {each.data['credential_id']}" for each in events if each.stream == stream_of(wallet_id)]


@pytest_asyncio.fixture
async def watched(own_settings: Settings, own_database: Database) -> AsyncIterator[Watched]:
    made = Watched(own_settings)
    yield made
    await made.parts.audit.close()
    await made.parts.database.close()


@pytest_asyncio.fixture
async def anna(own_database: Database, tenant_key: str) -> Patient:
    return await add_patient(own_database, tenant_key)


async def test_that_a_card_ends_soon_and_that_it_was_revoked_is_told_once_each(watched: Watched, anna: Patient) -> None:
    look = watched.parts.watching.look
    await look(anna.wallet.id)
    assert await watched.told(anna.wallet.id) == []
    watched.clock.pass_(days=31)
    await asyncio.gather(*(look(anna.wallet.id) for _ in range(3)))
    assert await watched.told(anna.wallet.id) == ["credential.expiring c-1"]
    watched.agent.revoked = {"c-1": None}
    watched.clock.pass_(days=1)
    await look(anna.wallet.id)
    watched.agent.revoked = {"c-1": True}
    for _ in range(2):
        watched.clock.pass_(days=1)
        await look(anna.wallet.id)
    assert await watched.told(anna.wallet.id) == ["credential.expiring c-1", "credential.revoked c-1"]


async def test_a_newer_card_that_says_the_same_replaces_the_older_one(watched: Watched, anna: Patient) -> None:
    old, new = (card(name, **JAB, issued_dateint=day) for name, day in (("c-1", "20260101"), ("c-2", "20260201")))
    watched.agent.held = [old]
    await watched.parts.watching.look(anna.wallet.id)
    watched.agent.held = [old, new]
    await watched.parts.watching.look(anna.wallet.id)
    assert await watched.told(anna.wallet.id) == ["credential.replaced c-1"]


async def test_wallets_with_cards_are_looked_at_twice_a_day(
    watched: Watched, anna: Patient, own_database: Database, tenant_key: str
) -> None:
    await add_patient(own_database, tenant_key)  # has no card
    await add_rows(own_database, stored(anna.wallet.id))
    assert await watched.parts.watching.due() == [anna.wallet.id]
    await watched.parts.watching.look(anna.wallet.id)
    assert await watched.parts.watching.due() == []
    watched.clock.pass_(hours=13)
    assert await watched.parts.rounds.open_ids() == [f"cards:{anna.wallet.id}"]
