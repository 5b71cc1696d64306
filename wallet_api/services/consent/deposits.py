"""Putting a record into a wallet, by a consent to do so and under the depositor's own signature.

Decides:
  1. It is decided twice, by the same module as each look: before the content is let in, and in the one transaction in
     which the record comes to be, its use is noted and the log's entry is written. The second one counts.
  2. The proof of possession is used up when the request comes: a content may take longer than a proof is fresh.
  3. The statement is checked before, its digest of the content when all of it is there: of what does not agree with its
     signature nothing is kept.
  4. The same deposit sent again is the same record; what the patient has deleted since does not come back.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from agent.errors import InvalidInput
from agent.service.database import Database
from wallet_api.domain.consent.asking import Action, Asking, Purpose
from wallet_api.domain.consent.decision import Decision, Deny, Permit
from wallet_api.domain.consent.place import place_for
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.deposit import Statement, StatementUnfit, read_statement, record_id_of
from wallet_api.domain.record import About, Deposit, MediaType, Source
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.consent.deciding import Deciding, asking_of
from wallet_api.services.consent.journal import Journal
from wallet_api.services.naming import Naming
from wallet_api.services.records.intake import draw_salt
from wallet_api.services.records.receiving import ContentKept, Receiving
from wallet_api.services.records.record import Record
from wallet_api.services.records.seals import Place


class StatementRefused(InvalidInput):
    """The deposit's statement does not hold, or is of another deposit."""

    code = "statement-refused"
    next_step = (
        "Sign a statement of this deposit (a JWT of type salus-deposit+jwt) with the key that signs the DPoP proof."
    )


@dataclass(frozen=True)
class Offered:
    """What an asker wants to put in."""

    consent_id: str
    deposit_id: str
    purpose: Purpose
    media_type: MediaType
    statement: str = field(repr=False)
    """As it was sent."""


@dataclass(frozen=True)
class Deposits:
    database: Database
    deciding: Deciding
    askers: Askers
    receiving: Receiving
    naming: Naming
    journal: Journal

    async def put(self, proven: Proven, offered: Offered, content: AsyncIterator[bytes]) -> Record:
        """Raises NotPermitted, StatementRefused, and what Receiving raises."""
        record = await self.deciding.consents.get(offered.consent_id)
        if record is None:
            async with self.database.transaction() as transaction:
                await self.askers.admit(transaction, proven)
            raise NotPermitted(NOT_PERMITTED)
        async with self.journal.refused_deposits(proven.asker, record):
            statement = _checked(offered, proven)
            asking = replace(
                asking_of(proven, record, offered.purpose, place_for(statement.category)), action=Action.COLLECT
            )
            by = await self._enter(proven, record, asking)
            place = Place(record.wallet_id, record_id_of(record.id, statement.deposit_id))
            if (present := await self._present(place, statement)) is not None:
                return present
            about = self._about(proven, by.consent_id, statement, offered.statement)
            async with self.receiving.taken_in(place, about, statement.sha256, content) as taken:
                return await self._keep(proven, record, asking, taken, statement)

    async def _enter(self, proven: Proven, record: ConsentRecord, asking: Asking) -> Permit:
        """Before the content is let in: what is refused is refused here, and written down. Raises NotPermitted."""
        async with self.database.transaction() as transaction:
            is_new = await self.askers.is_new(transaction, proven)
            decision = await self.deciding.decide(transaction, replace(asking, seen_before=not is_new))
            if isinstance(decision, Deny):
                await self.deciding.note(transaction, proven, record, asking, decision)
        return _permit(decision)

    async def _present(self, place: Place, statement: Statement) -> Record | None:
        """The same deposit, if it came before. Raises ContentKept, NotPermitted where the patient deleted it since."""
        if await self.receiving.records.store.find(place.wallet_id, place.record_id) is not None:
            return _same(await self.receiving.records.find(place.wallet_id, place.record_id), statement)
        if await self.deciding.uses.has_permitted(place.wallet_id, place.record_id):
            raise NotPermitted(NOT_PERMITTED)
        return None

    async def _keep(
        self, proven: Proven, record: ConsentRecord, asking: Asking, taken: Record, statement: Statement
    ) -> Record:
        async with self.database.transaction() as transaction:
            await self.receiving.records.store.hold_wallet(transaction, record.wallet_id)  # before others' shared locks
            now = replace(asking, signed_at=self.deciding.clock())  # it was fresh when it came
            decision = await self.deciding.decide(transaction, now)
            is_kept = not isinstance(decision, Deny) and await self.receiving.add(transaction, taken)
            if is_kept or isinstance(decision, Deny):
                used = replace(asking, item=replace(asking.item, id=taken.id))
                await self.deciding.note(transaction, proven, record, used, decision)
            if is_kept:
                await self.journal.deposited(transaction, proven.asker, taken.place, taken.about.commitment or "")
        _permit(decision)
        if is_kept:
            return taken
        # somebody sent it at the same time, and was first
        return _same(await self.receiving.records.find(record.wallet_id, taken.id), statement)

    def _about(self, proven: Proven, consent_id: str, statement: Statement, signed: str) -> About:
        organisation = self.naming.current().of_id(proven.asker.organisation)
        deposit = Deposit(
            consent_id, proven.asker, organisation.name if organisation else proven.asker.organisation,
            self.deciding.clock(), statement.sha256, signed, proven.badge,
        )  # fmt: skip
        return About(
            statement.title, statement.category, statement.sensitivity, statement.day, Source.ORGANISATION,
            media_type=statement.media_type, salt=draw_salt(), deposit=deposit,
        )  # fmt: skip


def _same(record: Record, statement: Statement) -> Record:
    if record.about.deposit is None or record.about.deposit.sha256 != statement.sha256:
        raise ContentKept("This deposit was made already, and with another content.")
    return record


def _permit(decision: Decision) -> Permit:
    """Raises NotPermitted."""
    if isinstance(decision, Deny):
        raise NotPermitted(decision.told)
    return decision


def _checked(offered: Offered, proven: Proven) -> Statement:
    """Raises StatementRefused."""
    try:
        said = read_statement(offered.statement, proven.asker.key)
    except StatementUnfit as unfit:
        raise StatementRefused(f"The statement does not hold: {unfit}.") from None
    if (said.consent_id, said.deposit_id, said.media_type) != (
        offered.consent_id, offered.deposit_id, offered.media_type,
    ):  # fmt: skip
        raise StatementRefused("The statement is of another deposit, or of another Content-Type.")
    return said
