"""The one way in which an offer's state changes: row, log, event and the invitation's end in one transaction.

An event holds the offer's id and state, nothing else: it travels to browsers and stays in a table.
"""

from dataclasses import dataclass
from datetime import datetime

from agent.protocol import ExchangeId
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.links import Links
from agent.service.outbox import Outbox
from issuer.domain.act import RecordKind
from issuer.domain.offer import Notice, Offer, OfferState, Reason
from issuer.services.audited import Audited
from issuer.store import OfferStore

EVENT_TYPE = "offer.changed"
ALL_OFFERS = "offers"
"""The outbox stream of every offer's events, for a screen that shows many."""
_INVITATION_NEEDED = frozenset({OfferState.DRAFT, OfferState.OFFERED, OfferState.SCANNED})


def stream_of(offer_id: str) -> str:
    """The outbox stream of an offer's events."""
    return f"offer:{offer_id}"


@dataclass(frozen=True)
class OfferJournal:
    database: Database
    store: OfferStore
    outbox: Outbox
    links: Links
    audited: Audited
    clock: Clock = utc_now

    async def open_draft(self, offer: Offer) -> None:
        async with self.database.transaction() as transaction:
            await self.open_draft_within(transaction, offer)

    async def open_draft_within(self, transaction: Transaction, offer: Offer) -> None:
        """The same as part of a transaction of the caller's."""
        await self.store.add(transaction, offer)
        self._tell(transaction, offer.offer_id, offer.state)

    async def move(self, offer_id: str, to: OfferState, **values: object) -> bool:
        """Change the state if the offer may go there; False, and nothing done, if not."""
        async with self.database.transaction() as transaction:
            return await self.move_within(transaction, offer_id, to, **values)

    async def move_within(self, transaction: Transaction, offer_id: str, to: OfferState, **values: object) -> bool:
        """The same as part of a transaction of the caller's."""
        if not await self.store.move(transaction, offer_id, to, **values):
            return False
        if to not in _INVITATION_NEEDED:
            await self.links.forget(transaction, offer_id)
        await self.audited.moved(transaction, offer_id, to, values.get("reason"))
        self._tell(transaction, offer_id, to)
        return True

    async def take_back_within(self, transaction: Transaction, offer_id: str) -> bool:
        """Withdraw what is not issued, revoke what is; False if there is neither. An offer never goes back between."""
        withdrawn = await self.move_within(transaction, offer_id, OfferState.WITHDRAWING)
        return withdrawn or await self.move_within(transaction, offer_id, OfferState.REVOKING)

    async def note_fetched(self, transaction: Transaction, offer_id: str) -> None:
        """A wallet has fetched the invitation: as good as scanned for who watches the screen."""
        await self.move_within(transaction, offer_id, OfferState.SCANNED)

    async def note_taken_up(self, offer_id: str) -> None:
        """A wallet has begun the handshake: nobody else can use the invitation, so the link ends."""
        async with self.database.transaction() as transaction:
            if await self.store.take_up(transaction, offer_id):
                await self.links.forget(transaction, offer_id)
                await self.move_within(transaction, offer_id, OfferState.SCANNED)

    async def note_reason(self, offer_id: str, reason: Reason) -> None:
        """Say why nothing more is expected, without a change of state."""
        async with self.database.transaction() as transaction:
            await self.store.give_reason(transaction, offer_id, reason)

    async def forget_expired(self, older_than: datetime) -> int:
        """Delete the values of offers that expired before this moment; answers how many had any."""
        async with self.database.transaction() as transaction:
            forgotten = await self.store.forget_expired(transaction, older_than)
            await self.audited.ran_out(transaction, RecordKind.OFFER, forgotten)
        return len(forgotten)

    async def note_released(self, offer_id: str, exchange_id: ExchangeId) -> None:
        async with self.database.transaction() as transaction:
            await self.store.release(transaction, offer_id, exchange_id)

    async def note_notice(self, offer_id: str, notice: Notice, attempts: int = 0) -> None:
        async with self.database.transaction() as transaction:
            await self.store.note_notice(transaction, offer_id, notice, attempts)

    def _tell(self, transaction: Transaction, offer_id: str, state: OfferState) -> None:
        data = {"offer_id": offer_id, "state": state.value}
        for stream in (stream_of(offer_id), ALL_OFFERS):
            self.outbox.append(transaction, stream, EVENT_TYPE, data)
