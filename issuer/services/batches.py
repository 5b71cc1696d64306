"""What somebody does to a batch: start it, stop it, discard what was only read, offer again what expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.access.domain.act import Actor
from agent.errors import Conflict, InvalidInput, NotFound
from agent.service.exclusive import Exclusive
from issuer.domain.act import ActKind, RecordKind
from issuer.domain.batch import Batch, BatchState, Progress, Row, RowOutcome
from issuer.domain.offer import Offer, OfferState
from issuer.services.batch_journal import BatchJournal
from issuer.services.offering import Offering
from issuer.services.renewing import claims_of
from issuer.store import OfferStore

_PAGE = 500


def working_on(batch_id: str) -> str:
    """The name under which one process at a time is at a batch."""
    return f"batch:{batch_id}"


class BatchNotThere(Conflict):
    """The batch is in another state than this needs."""

    code = "batch-state"
    next_step = "Look at the batch again: it has gone on, or is over."


@dataclass(frozen=True)
class Batches:
    journal: BatchJournal
    offers: OfferStore
    offering: Offering
    exclusive: Exclusive

    async def find(self, batch_id: str) -> Batch:
        """Raises NotFound."""
        found = await self.journal.store.find(batch_id)
        if found is None:
            raise NotFound("There is no batch of this id.")
        return found

    async def page(self, after: str | None, limit: int) -> Sequence[Batch]:
        """The newest first. Raises InvalidInput."""
        last = None if after is None else await self.journal.store.find(after)
        if after is not None and last is None:
            raise InvalidInput("There is no batch of the id given as 'after'.")
        return await self.journal.store.page(last, limit)

    async def progress(self, batch_id: str) -> Progress:
        return await self.journal.store.progress(batch_id)

    async def rows(
        self, batch_id: str, *, after: int = 0, limit: int, outcome: RowOutcome | None = None
    ) -> Sequence[tuple[Row, OfferState | None]]:
        """In the document's order, each with the state of its offer now. Raises NotFound."""
        await self.find(batch_id)
        return await self.journal.store.rows(batch_id, after=after, limit=limit, outcome=outcome)

    async def start(self, batch_id: str, by: Actor) -> Batch:
        """Begin, or go on after a stop; does nothing to one that runs. Raises NotFound, BatchNotThere."""
        async with self.journal.acts.refusals(by, ActKind.BATCH_STARTED, batch_id):
            batch = await self.find(batch_id)
            if batch.state is BatchState.DONE:
                raise BatchNotThere("This batch is done.")
            await self.journal.move(batch_id, BatchState.RUNNING, ActKind.BATCH_STARTED, by)
            return await self.find(batch_id)

    async def stop(self, batch_id: str, by: Actor) -> Batch:
        """Offer no further row; does nothing to one that is stopped. Raises NotFound, BatchNotThere."""
        async with self.journal.acts.refusals(by, ActKind.BATCH_STOPPED, batch_id):
            if not await self.journal.move(batch_id, BatchState.STOPPED, ActKind.BATCH_STOPPED, by):
                batch = await self.find(batch_id)
                if batch.state is not BatchState.STOPPED:
                    raise BatchNotThere("This batch is not running.")
            return await self.find(batch_id)

    async def discard(self, batch_id: str, by: Actor) -> None:
        """Delete what was read and never started, with its values. Raises NotFound, BatchNotThere."""
        async with self.journal.acts.refusals(by, ActKind.BATCH_DISCARDED, batch_id):
            await self._discard(batch_id, by)

    async def _discard(self, batch_id: str, by: Actor) -> None:
        await self.find(batch_id)
        async with self.journal.database.transaction() as transaction:
            if not await self.journal.store.delete_read(transaction, self.journal.clock(), batch_id):
                raise BatchNotThere("This batch was started; its offers can be revoked or left to expire.")
            await self.journal.acts.note(transaction, by, ActKind.BATCH_DISCARDED, batch_id)

    async def renew(self, batch_id: str, by: Actor) -> int:
        """Let the rows whose offers expired be offered again; answers how many. Raises NotFound and Busy."""
        async with self.journal.acts.refusals(by, ActKind.BATCH_RENEWED, batch_id):
            await self.find(batch_id)
            async with self.exclusive.holding(working_on(batch_id)):  # or it could be found done between two rows
                return await self._renew(batch_id, by)

    async def _renew(self, batch_id: str, by: Actor) -> int:
        renewed, after = 0, 0
        while rows := await self.rows(batch_id, after=after, limit=_PAGE, outcome=RowOutcome.OFFERED):
            after = rows[-1][0].number
            lapsed = {row.offer_id or "": row for row, state in rows if state is OfferState.EXPIRED}
            for offer in await self.offers.every(lapsed):
                renewed += await self._wait_again(batch_id, lapsed[offer.offer_id], offer, by)
        return renewed

    async def forget_unstarted(self, older_than: datetime) -> None:
        """Delete what was read before this moment and never started."""
        async with self.journal.database.transaction() as transaction:
            deleted = await self.journal.store.delete_read(transaction, older_than)
            await self.offering.journal.audited.ran_out(transaction, RecordKind.BATCH, deleted)

    async def _wait_again(self, batch_id: str, row: Row, offer: Offer, by: Actor) -> bool:
        """Together with the batch's going on: a kill in between leaves no row waiting for ever."""
        wanted = self.offering.types.get(offer.credential_type)
        if wanted is None or offer.attributes is None:
            return False
        async with self.journal.database.transaction() as transaction:
            if not await self.offers.take_values(transaction, offer.offer_id):
                return False
            await self.journal.store.wait_again(transaction, batch_id, row.number, claims_of(wanted, offer.attributes))
            await self.journal.move_within(transaction, batch_id, BatchState.RUNNING, ActKind.BATCH_RENEWED, by)
        return True
