"""What the law keeps of who leaves: sealed before the key goes that opens it here, destroyed after its six years.

Decides: it is sealed to a key that this service does not have, so it can be added to and handed over, and not read;
killed anywhere and repeated it is kept once. What cannot be read any more is no reason not to erase the rest.
"""

from dataclasses import dataclass

from agent.audit.domain.sealed import SealBroken
from agent.audit.services.evidences import EventBroken
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.logging import get_logger
from wallet_api.domain.kept import Kept, kept_by_law
from wallet_api.retention_key import sealed
from wallet_api.services.what_happened import WhatHappened
from wallet_api.store.endings import EndingStore
from wallet_api.store.kept import KeptStore, SealedDisclosure

log = get_logger(__name__)


@dataclass(frozen=True)
class Retention:
    database: Database
    store: KeptStore
    endings: EndingStore
    happened: WhatHappened
    recipient: str | None
    """Public part of the retention key; without one nothing is kept."""
    clock: Clock

    async def keep(self, wallet_id: str, ending_id: str) -> None:
        """Of a wallet that nobody can open any more. Safe to repeat."""
        ending = await self.endings.find(ending_id)
        if self.recipient is None or ending is None:
            return
        try:
            rows = (await self.happened.accounting(wallet_id)).rows
        except (SealBroken, EventBroken) as error:
            log.failure("retention.unreadable", error)
            return
        found = kept_by_law(rows, ending.receipt_sha256, self.clock())
        async with self.database.transaction() as transaction:
            new = [each for each in found if await self.store.add(transaction, _sealed(each, self.recipient))]
            if new:
                await self.endings.note_kept(transaction, ending_id, len(new), max(each.until for each in new))

    async def purge(self, transaction: Transaction) -> None:
        await self.store.purge(transaction, self.clock())


def _sealed(kept: Kept, recipient: str) -> SealedDisclosure:
    return SealedDisclosure(kept.id, sealed(kept, recipient), kept.until)
