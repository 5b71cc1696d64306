"""Requests for consent: how they come to a wallet, and what their asker learns of them.

Decides:
  1. A request waits for the patient behind a link that the asker shows them (a QR code); whoever takes it up is asked.
     The asker learns nothing of who that is: the consent's id is all that it gets.
  2. Who held a consent of a patient's may ask the same patient again without a link, unless it was withdrawn.
  3. The asker draws the request's id, which is the link's secret as well: sent again it is the same request.
  4. Where a standing denial refuses all that is asked for, the patient is not bothered; the asker hears what it would
     hear if nobody answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from agent.errors import Conflict, InvalidInput, NotFound
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.sealing import Sealer
from wallet_api.domain.consent import life
from wallet_api.domain.consent.ask import Ask, id_of, requested
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import refusing
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.consent.journal import Journal
from wallet_api.services.consent.receipts import Receipts
from wallet_api.store.consent_rules import DenialStore
from wallet_api.store.consents import AskStore, ConsentStore
from wallet_api.store.wallets import WalletStore

MOST_OPEN = 5
"""How many unanswered requests of one asker a wallet has at once."""
_SAME = ("asker_id", "recipient", "purpose", "kinds", "asked_days")
_ONCE_GRANTED = frozenset({State.GRANTED, State.AMENDED, State.SUPERSEDED})


class LinkGone(Conflict):
    """The link was taken up by somebody, or is too old."""

    code = "link-gone"
    next_step = "Ask for a new one."


class RequestIdUsed(Conflict):
    """Another request has this id."""

    code = "request-id-used"
    next_step = "Draw a new id of at least 128 random bits."


class TooManyOpen(Conflict):
    """The patient has not answered the earlier ones."""

    code = "too-many-open"
    next_step = "Wait for an answer to an earlier request."


class KindUnknown(InvalidInput):
    """Nothing of this kind can be shared."""

    code = "kind-unknown"
    next_step = "Ask for kinds that wallets know: the types of cards, and the categories of records."


class Told(StrEnum):
    """What an asker is told of its request."""

    WAITING = "waiting"
    """Nobody has taken the link up."""
    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    request_id: str = field(repr=False)
    purpose: Purpose
    kinds: tuple[str, ...]
    days: int | None
    """None: just this visit."""
    note: str = field(repr=False)
    for_all: bool
    """Whether all of the asker's organisation who have its role are to see it."""
    consent_id: str | None
    """By which the patient is known, where they are asked again."""


@dataclass(frozen=True)
class Asked:
    """As the asker is told of it."""

    consent_id: str
    told: Told
    record: ConsentRecord | None
    """None while it waits. Of one that a standing denial refused, what it would be if nobody had answered."""
    link_until: datetime | None = None
    """While it waits."""


@dataclass(frozen=True)
class Requests:
    database: Database
    asks: AskStore
    consents: ConsentStore
    denials: DenialStore
    wallets: WalletStore
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
            await self._arrive(transaction, requested(ask, earlier.wallet_id, self.clock()))
        elif await self.asks.add(transaction, ask):
            await self.journal.asked(transaction, ask)

    async def take_up(self, wallet_id: str, token: str) -> ConsentRecord:
        """The request of this link is the wallet's from now on. Raises LinkGone."""
        if present := await self.consents.find(wallet_id, id_of(token)):
            return present
        ask = await self.asks.find(id_of(token))
        if ask is None or self.clock() >= ask.link_until:
            raise LinkGone("This link was used already, or is too old.")
        async with self.database.transaction() as transaction:
            taken = await self.asks.take(transaction, ask)
            if not taken or not await self._arrive(transaction, requested(ask, wallet_id, self.clock())):
                raise LinkGone("This link was used already.")
        return await self._present(wallet_id, ask.id)

    async def find(self, proven: Proven, consent_id: str) -> Asked:
        """Raises NotPermitted, NotFound."""
        await self._admit(proven)
        record = await self.consents.get(consent_id)
        if record is not None and record.asker_id == proven.asker.id:
            return self._told(record)
        ask = await self.asks.find(consent_id)
        if ask is None or ask.asker_id != proven.asker.id:
            raise NotFound("There is no such request of yours.")
        return self._waiting(ask)

    async def taken_up(self, proven: Proven, consent_id: str) -> ConsentRecord:
        """As `find`, and raises NotFound while nobody has taken it up."""
        found = await self.find(proven, consent_id)
        if found.record is None:
            raise NotFound("No patient has taken this request up.")
        return found.record

    async def of_asker(self, proven: Proven) -> Sequence[Asked]:
        """All that was granted to this person, the newest first. Raises NotPermitted."""
        await self._admit(proven)
        return [self._told(each) for each in await self.consents.of_asker(proven.asker.id) if each.items]

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
            recipient=Recipient(asker.organisation, person, frozenset({asker.role})), purpose=wish.purpose,
            kinds=wish.kinds, asked_days=wish.days, sealed_note=self.sealer.seal(wish.note) if wish.note else None,
            created_at=now, link_until=now + self.link_lifetime,
        )  # fmt: skip

    async def _earlier(self, proven: Proven, wish: Wish) -> ConsentRecord | None:
        """The consent by which the same patient is asked again. Raises NotPermitted, KindUnknown."""
        if not set(wish.kinds) <= self.kinds:
            raise KindUnknown("There is no such kind of item.")
        if wish.consent_id is None:
            return None
        found = await self.consents.get(wish.consent_id)
        if found is None or found.asker_id != proven.asker.id or found.state not in _ONCE_GRANTED:
            raise NotPermitted(NOT_PERMITTED)
        return found

    async def _arrive(self, transaction: Transaction, record: ConsentRecord) -> bool:
        """False if it is in a wallet already. Raises TooManyOpen, LinkGone."""
        if not await self.wallets.is_ready(transaction, record.wallet_id):
            raise LinkGone("There is no such wallet any more.")
        present = await self.consents.all_in(transaction, record.wallet_id)
        open_now = [each for each in present if each.state_at(self.clock()) is State.REQUESTED]
        if len([each for each in open_now if each.asker_id == record.asker_id and each.id != record.id]) >= MOST_OPEN:
            raise TooManyOpen(f"The patient has {MOST_OPEN} unanswered requests of yours.")
        denial = refusing(record, record.kinds, await self.denials.all_in(transaction, record.wallet_id))
        arrived = life.denied(record, None, self.clock(), denial.id) if denial else record
        if not await self.consents.add(transaction, arrived):
            return False
        await self.journal.requested(transaction, arrived)
        return True

    async def _present(self, wallet_id: str, consent_id: str) -> ConsentRecord:
        found = await self.consents.find(wallet_id, consent_id)
        if found is None:
            raise LinkGone("There is no such wallet any more.")
        return found

    async def _asked(self, ask: Ask) -> Asked:
        """What became of the request. Raises RequestIdUsed if another one has its id."""
        found = await self.consents.get(ask.id) or await self.asks.find(ask.id)
        if found is None or any(getattr(found, name) != getattr(ask, name) for name in _SAME):
            raise RequestIdUsed("This id belongs to another request.")
        return self._told(found) if isinstance(found, ConsentRecord) else self._waiting(found)

    def _waiting(self, ask: Ask) -> Asked:
        told = Told.WAITING if self.clock() < ask.link_until else Told.EXPIRED
        return Asked(ask.id, told, None, ask.link_until)

    def _told(self, record: ConsentRecord) -> Asked:
        if record.denial_id is not None:
            record = replace(record, state=State.REQUESTED, version=0, denial_id=None, changed_at=record.created_at)
        state = record.state_at(self.clock())
        return Asked(record.id, Told.GRANTED if state is State.AMENDED else Told(state.value), record)
