"""When one offer takes the place of another, what points at the old one points at the new one from then on."""

from dataclasses import dataclass

from agent.service.database import Transaction
from issuer.batch_store import BatchStore
from issuer.source_store import SourceStore


@dataclass(frozen=True)
class Succession:
    batches: BatchStore
    sources: SourceStore

    async def note(self, transaction: Transaction, old_offer_id: str, new_offer_id: str) -> None:
        await self.batches.follow(transaction, old_offer_id, new_offer_id)
        await self.sources.follow(transaction, old_offer_id, new_offer_id)
