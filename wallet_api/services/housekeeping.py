"""Deleting what is of no more use: ended sessions, links, proofs, reports, old events, keys of who is gone, contents.

Hourly, and at the start.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.idempotency import IdempotencyKeys
from agent.service.logging import get_logger
from agent.service.outbox import Outbox
from wallet_api.services.audited import Audited
from wallet_api.services.devices import Devices
from wallet_api.services.endings import Endings
from wallet_api.services.records.records import Records
from wallet_api.services.retention import Retention
from wallet_api.store.account_links import AccountLinkStore
from wallet_api.store.challenges import ChallengeStore
from wallet_api.store.consent_rules import ProofStore
from wallet_api.store.consents import AskStore
from wallet_api.store.owned import OwnedRows

INTERVAL_S = 3600.0
log = get_logger(__name__)


@dataclass(frozen=True)
class Housekeeping:
    database: Database
    devices: Devices
    links: AccountLinkStore
    challenges: ChallengeStore
    endings: Endings
    retention: Retention
    records: Records
    idempotency: IdempotencyKeys
    asks: AskStore
    proofs: ProofStore
    outbox: Outbox
    events_kept: timedelta
    audited: Audited
    owners: OwnedRows
    clock: Clock

    async def run(self) -> None:
        """A round each hour, until cancelled."""
        while True:
            try:
                await self.once()
            except (SQLAlchemyError, OSError) as error:
                log.failure("housekeeping.failed", error)
            await asyncio.sleep(INTERVAL_S)

    async def once(self) -> None:
        now = self.clock()
        async with self.database.transaction() as transaction:
            await self.devices.purge(transaction)
            await self.links.purge(transaction, now)
            await self.challenges.purge(transaction, now)
            await self.endings.purge(transaction)
            await self.retention.purge(transaction)
            await self.asks.purge(transaction, now)
            await self.proofs.purge(transaction, now)
        await self.audited.erase_left(self.owners.present, now)
        await self.records.sweep()
        await self.idempotency.purge()
        await self.outbox.purge(now - self.events_kept)
