"""What a patient answers: grant, amend, deny, withdraw. Each answer is one transaction with its receipt and its event.

Decides: an answer counts from its commit on, so what is withdrawn is refused to whoever looks next; a grant takes the
place of older ones that it says anew; a grant that a standing denial would keep shut is refused, since it would promise
what it does not give.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.errors import Conflict, NotFound
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.sealing import Sealer
from wallet_api.domain.account import Relation
from wallet_api.domain.consent import life
from wallet_api.domain.consent.asking import Action, Item
from wallet_api.domain.consent.consent import IN_FORCE
from wallet_api.domain.consent.life import Answer, Terms
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import refusing
from wallet_api.services.consent.journal import Journal
from wallet_api.services.consent.receipts import Receipts
from wallet_api.services.consent.shelf import Shelf, Shown, places
from wallet_api.store.consent_rules import DenialStore
from wallet_api.store.consents import ConsentStore


class DeniedByRule(Conflict):
    """A rule of the patient's own refuses this."""

    code = "denied-by-rule"
    next_step = "Delete the rule first, or share something else."


@dataclass(frozen=True)
class Given:
    """An answer: what, and by whom."""

    wallet_id: str
    by: Relation


@dataclass(frozen=True)
class Answers:
    database: Database
    consents: ConsentStore
    denials: DenialStore
    receipts: Receipts
    shelf: Shelf
    journal: Journal
    sealer: Sealer
    clock: Clock

    async def all(self, wallet_id: str) -> Sequence[ConsentRecord]:
        """The newest first."""
        return await self.consents.of_wallet(wallet_id)

    async def find(self, wallet_id: str, consent_id: str) -> ConsentRecord:
        """Raises NotFound."""
        record = await self.consents.find(wallet_id, consent_id)
        if record is None:
            raise NotFound("There is no such consent.")
        return record

    async def offered(self, record: ConsentRecord) -> Sequence[Shown]:
        """What of the wallet it is about; of one to put in, the kinds. Raises the agent's errors."""
        if record.action is Action.COLLECT:
            return places(record.kinds)
        return await self.shelf.items(record.wallet_id, record.kinds)

    def note(self, record: ConsentRecord) -> str:
        """What the asker wrote."""
        return self.sealer.open(record.sealed_note) if record.sealed_note else ""

    async def grant(self, given: Given, consent_id: str, terms: Terms) -> ConsentRecord:
        """Raises NotFound, NotToAnswer, NothingChosen, NotAskedFor, DeniedByRule, the agent's errors."""
        there = await self._there(await self.find(given.wallet_id, consent_id))
        return await self._answer(
            given, consent_id, lambda record: life.granted(record, Answer(terms, given.by, self.clock()), there)
        )

    async def amend(self, given: Given, consent_id: str, terms: Terms) -> ConsentRecord:
        """As `grant`."""
        there = await self._there(await self.find(given.wallet_id, consent_id))
        return await self._answer(
            given, consent_id, lambda record: life.amended(record, Answer(terms, given.by, self.clock()), there)
        )

    async def deny(self, given: Given, consent_id: str) -> ConsentRecord:
        """Raises NotFound, NotToAnswer."""
        return await self._answer(given, consent_id, lambda record: life.denied(record, given.by, self.clock()))

    async def withdraw(self, given: Given, consent_id: str) -> ConsentRecord:
        """Raises NotFound, NotToAnswer."""
        return await self._answer(given, consent_id, lambda record: life.withdrawn(record, given.by, self.clock()))

    async def begin(self, given: Given, asked: ConsentRecord, terms: Terms) -> ConsentRecord:
        """A consent that the patient gives unasked. Raises as `grant`."""
        there = await self._there(asked)
        async with self.database.transaction() as transaction:
            present = await self.consents.all_in(transaction, given.wallet_id, to_change=True)
            after = life.granted(asked, Answer(terms, given.by, self.clock()), there)
            await self._check(transaction, after)
            await self.consents.add(transaction, after)
            await self._note(transaction, after, present)
        return after

    async def _there(self, record: ConsentRecord) -> Sequence[Item]:
        return [each.item for each in await self.offered(record)]

    async def _answer(
        self, given: Given, consent_id: str, change: Callable[[ConsentRecord], ConsentRecord]
    ) -> ConsentRecord:
        async with self.database.transaction() as transaction:
            present = await self.consents.all_in(transaction, given.wallet_id, to_change=True)
            before = next((each for each in present if each.id == consent_id), None)
            if before is None:
                raise NotFound("There is no such consent.")
            after = change(before)
            await self._check(transaction, after)
            await self.consents.change(transaction, before, after)
            await self._note(transaction, after, present)
        return after

    async def _check(self, transaction: Transaction, after: ConsentRecord) -> None:
        if after.state_at(after.changed_at) not in IN_FORCE:
            return
        denials = await self.denials.all_in(transaction, after.wallet_id)
        if any(refusing(after, [item.kind], denials) for item in after.items):
            raise DeniedByRule("A rule of yours refuses this to whoever asked.")

    async def _note(self, transaction: Transaction, after: ConsentRecord, present: Sequence[ConsentRecord]) -> None:
        await self._tell(transaction, after)
        if after.state not in IN_FORCE:
            return
        for older in present:
            if life.is_superseded_by(older, after, after.changed_at):
                newer = life.superseded(older, after.changed_at)
                await self.consents.change(transaction, older, newer)
                await self._tell(transaction, newer)

    async def _tell(self, transaction: Transaction, record: ConsentRecord) -> None:
        await self.receipts.add(transaction, record)
        await self.journal.changed(transaction, record)
