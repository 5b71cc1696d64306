"""Requests for consent, and what their asker learns of them.

Decides:
  1. A request waits for the patient behind a link that the asker shows them (a QR code). The asker learns nothing of
     who takes it up: the consent's id is all that it gets.
  2. Who held a consent of a patient's may ask the same patient again without a link, unless it was withdrawn.
  3. The asker draws the request's id, which is the link's secret as well: sent again it is the same request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from agent.errors import Conflict, InvalidInput, NotFound
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.sealing import Sealer
from wallet_api.domain.consent.ask import Ask, id_of, requested
from wallet_api.domain.consent.asking import Action
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.place import PLACES
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.services.consent.arrivals import Arrivals
from wallet_api.services.consent.asked import Asked, Wish, told_of, waiting
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.consent.journal import Journal
from wallet_api.services.consent.receipts import Receipts
from wallet_api.store.consents import AskStore, ConsentStore

_SAME = ("asker_id", "recipient", "purpose", "kinds", "asked_days", "action")
_ONCE_GRANTED = frozenset({State.GRANTED, State.AMENDED, State.SUPERSEDED})


class RequestIdUsed(Conflict):
    """Another request has this id."""

    code = "request-id-used"
    next_step = "Draw a new id of at least 128 random bits."


class KindUnknown(InvalidInput):
    """Nothing of this kind can be shared."""

    code = "kind-unknown"
    next_step = "Ask for types of cards and categories of records; to put in, for categories of records alone."


@dataclass(frozen=True)
class Requests:
    database: Database
    asks: AskStore
    consents: ConsentStore
    arrivals: Arrivals
    askers: Askers
    receipts: Receipts
    journal: Journal
    sealer: Sealer
    kinds: frozenset[str]
    link_lifetime: timedelta
    clock: Clock

    async def ask(self, proven: Proven, wish: Wish) -> Asked:
        """Raises NotPermitted, KindUnknown, RequestIdUsed, TooManyOpen."""
        async with self.journal.refusals(proven.asker):
            ask, earlier = self._ask(proven, wish), await self._earlier(proven, wish)
            is_there = await self.consents.get(ask.id) is not None
            async with self.database.transaction() as transaction:
                await self.askers.admit(transaction, proven)
                if not is_there:
                    await self._put(transaction, ask, earlier)
            return await self._asked(ask)

    async def _put(self, transaction: Transaction, ask: Ask, earlier: ConsentRecord | None) -> None:
        """Into the wallet of an earlier consent, or where it waits for one."""
        if earlier is not None:
            await self.arrivals.arrive(transaction, requested(ask, earlier.wallet_id, self.clock()))
        elif await self.asks.add(transaction, ask):
            await self.journal.asked(transaction, ask)

    async def find(self, proven: Proven, consent_id: str) -> Asked:
        """Raises NotPermitted, NotFound."""
        await self._admit(proven)
        record = await self.consents.get(consent_id)
        if record is not None and record.asker_id == proven.asker.id:
            return told_of(record, self.clock())
        ask = await self.asks.find(consent_id)
        if ask is None or ask.asker_id != proven.asker.id:
            raise NotFound("There is no such request of yours.")
        return waiting(ask, self.clock())

    async def taken_up(self, proven: Proven, consent_id: str) -> ConsentRecord:
        """As `find`, and raises NotFound while nobody has taken it up."""
        found = await self.find(proven, consent_id)
        if found.record is None:
            raise NotFound("No patient has taken this request up.")
        return found.record

    async def of_asker(self, proven: Proven) -> Sequence[Asked]:
        """All that was granted to this person, the newest first. Raises NotPermitted."""
        await self._admit(proven)
        return [told_of(each, self.clock()) for each in await self.consents.of_asker(proven.asker.id) if each.items]

    async def countersign(self, proven: Proven, consent_id: str, countersignature: str) -> None:
        """Raises NotPermitted, NotFound, NoReceipt, CountersignatureRefused."""
        kept = await self.receipts.check(await self.taken_up(proven, consent_id), countersignature)
        async with self.database.transaction() as transaction:
            await self.receipts.countersign(transaction, kept, countersignature)

    async def _admit(self, proven: Proven) -> None:
        async with self.journal.refusals(proven.asker), self.database.transaction() as transaction:
            await self.askers.admit(transaction, proven)

    def _ask(self, proven: Proven, wish: Wish) -> Ask:
        asker, now = proven.asker, self.clock()
        person = None if wish.for_all else asker.person
        return Ask(
            id=id_of(wish.request_id), asker_id=asker.id, asker=asker,
            recipient=Recipient(asker.organisation, person, frozenset({asker.role}), asker.licence is not None),
            purpose=wish.purpose,
            kinds=wish.kinds, asked_days=wish.days, sealed_note=self.sealer.seal(wish.note) if wish.note else None,
            created_at=now, link_until=now + self.link_lifetime, action=wish.action,
        )  # fmt: skip

    async def _earlier(self, proven: Proven, wish: Wish) -> ConsentRecord | None:
        """The consent by which the same patient is asked again. Raises NotPermitted, KindUnknown."""
        if not set(wish.kinds) <= (self.kinds if wish.action is Action.ACCESS else PLACES):
            raise KindUnknown("There is no such kind of item.")
        if wish.consent_id is None:
            return None
        found = await self.consents.get(wish.consent_id)
        if found is None or found.asker_id != proven.asker.id or found.state not in _ONCE_GRANTED:
            raise NotPermitted(NOT_PERMITTED)
        return found

    async def _asked(self, ask: Ask) -> Asked:
        """What became of the request. Raises RequestIdUsed if another one has its id."""
        found = await self.consents.get(ask.id) or await self.asks.find(ask.id)
        if found is None or any(getattr(found, name) != getattr(ask, name) for name in _SAME):
            raise RequestIdUsed("This id belongs to another request.")
        return told_of(found, self.clock()) if isinstance(found, ConsentRecord) else waiting(found, self.clock())
