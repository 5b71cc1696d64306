"""Writes down who did what, in the transaction of the act itself: an act without its line cannot be."""

from dataclasses import dataclass
from enum import StrEnum

from agent.access.act_store import ActStore
from agent.access.domain.act import Actor
from agent.service.clock import Clock, utc_now
from agent.service.database import Transaction


@dataclass(frozen=True)
class Acts:
    store: ActStore
    clock: Clock = utc_now

    async def note(self, transaction: Transaction, by: Actor, kind: StrEnum, record_id: str | None) -> None:
        await self.store.add(transaction, self.clock(), kind, by, record_id)
