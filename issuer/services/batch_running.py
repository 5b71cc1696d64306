"""Offers the rows of running batches, some at a time, in the document's order.

Rows are settled first (issuer.services.row_settling): a kill at any point leaves a row either waiting, or offered and
noted as such. The agent's part comes after that, and a draft that is left by a kill is completed by the rounds. One
process at a time is at a batch. A batch whose agent or ledger is not there says so, and goes on by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from agent.errors import AgentUnavailable, Problem
from agent.service.exclusive import Busy, Exclusive
from agent.service.logging import get_logger
from issuer.domain.batch import Batch, BatchState, RowOutcome
from issuer.domain.offer import Offer
from issuer.services.batch_journal import BatchJournal
from issuer.services.batches import working_on
from issuer.services.offering import Offering
from issuer.services.replacing import NotReplaceable
from issuer.services.row_settling import RowSettling

ROWS_AT_ONCE = 16
OFFERS_AT_ONCE = 4
LOOK_S = 1.0
log = get_logger(__name__)


@dataclass(frozen=True)
class BatchRunning:
    journal: BatchJournal
    settling: RowSettling
    offering: Offering
    exclusive: Exclusive
    agent_is_ready: Callable[[], Awaitable[bool]]

    async def run(self) -> None:
        """Work on all running batches in turn, until cancelled."""
        while True:
            running = await self.journal.store.running_ids()
            moved = [await self._some_rows(batch_id) for batch_id in running]
            await asyncio.sleep(0 if any(moved) else LOOK_S)

    async def _some_rows(self, batch_id: str) -> bool:
        """Whether there may be more to do at once."""
        try:
            async with self.exclusive.holding(working_on(batch_id)):
                batch = await self.journal.store.find(batch_id)
                return batch is not None and batch.state is BatchState.RUNNING and await self._advance(batch)
        except Busy:
            return False  # another process is at it
        except NotReplaceable:
            return True  # an earlier version changed meanwhile: the rows are settled anew
        except Problem as problem:
            log.warning("batch.held", batch_id=batch_id, code=problem.code)
            await self.journal.hold(batch_id, problem.code)
            return False

    async def _advance(self, batch: Batch) -> bool:
        batch_id = batch.batch_id
        found = await self.journal.store.rows(batch_id, limit=ROWS_AT_ONCE, outcome=RowOutcome.WAITING)
        if not found:
            await self.journal.move(batch_id, BatchState.DONE)
            log.info("batch.done", batch_id=batch_id)
            return False
        if not await self.agent_is_ready():
            raise AgentUnavailable("The agent does not answer.")
        await self._complete(await self.settling.settle(batch, [row for row, _ in found]))
        if batch.held_code is not None:
            await self.journal.hold(batch_id, None)
        return True

    async def _complete(self, drafts: Sequence[Offer]) -> None:
        """Raises what the first that failed raised, after all were tried; the rounds complete what is left."""
        slots = asyncio.Semaphore(OFFERS_AT_ONCE)

        async def complete(draft: Offer) -> None:
            async with slots:
                await self.offering.complete(draft)

        results = await asyncio.gather(*(complete(draft) for draft in drafts), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
