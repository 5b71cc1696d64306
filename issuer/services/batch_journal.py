"""The one way in which a batch changes: its row, its event and its line in the history in one transaction.

An event holds the batch's id and state, nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.outbox import Outbox
from issuer.batch_store import BatchStore
from issuer.domain.act import ActKind
from issuer.domain.batch import Batch, BatchState, Row, RowOutcome

EVENT_TYPE = "batch.changed"


def stream_of_batch(batch_id: str) -> str:
    """The outbox stream of a batch's events."""
    return f"batch:{batch_id}"


@dataclass(frozen=True)
class BatchJournal:
    database: Database
    store: BatchStore
    outbox: Outbox
    acts: Acts
    clock: Clock = utc_now

    async def add(self, batch: Batch, rows: Sequence[Row]) -> None:
        async with self.database.transaction() as transaction:
            await self.store.add(transaction, batch, rows)
            refused = sum(row.outcome is RowOutcome.REFUSED for row in rows)
            counts = {"rows": str(len(rows)), "refused": str(refused)}
            await self.acts.note(transaction, batch.by, ActKind.BATCH_READ, batch.batch_id, counts)
            self.tell(transaction, batch.batch_id, batch.state)

    async def move(self, batch_id: str, to: BatchState, act: ActKind | None = None, by: Actor | None = None) -> bool:
        """Change the state if the batch may go there; False, and nothing done, if not."""
        async with self.database.transaction() as transaction:
            return await self.move_within(transaction, batch_id, to, act, by)

    async def move_within(
        self,
        transaction: Transaction,
        batch_id: str,
        to: BatchState,
        act: ActKind | None = None,
        by: Actor | None = None,
    ) -> bool:
        """The same as part of a transaction of the caller's."""
        ended_at = self.clock() if to is BatchState.DONE else None
        if not await self.store.move(transaction, batch_id, to, ended_at):
            return False
        if act is not None and by is not None:
            await self.acts.note(transaction, by, act, batch_id)
        self.tell(transaction, batch_id, to)
        return True

    async def hold(self, batch_id: str, code: str | None) -> None:
        """Note why a running batch waits; None: it does not."""
        async with self.database.transaction() as transaction:
            if await self.store.hold(transaction, batch_id, code):
                self.tell(transaction, batch_id, BatchState.RUNNING)

    def tell(self, transaction: Transaction, batch_id: str, state: BatchState) -> None:
        data = {"batch_id": batch_id, "state": state.value}
        self.outbox.append(transaction, stream_of_batch(batch_id), EVENT_TYPE, data)
