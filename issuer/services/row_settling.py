"""Decides what becomes of a batch's rows, and writes it down: the offers' drafts are part of the same transaction.

What a row's record came to before decides (issuer.domain.source): offered as new, offered in the place of an earlier
version, or already done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from agent.service.database import Transaction
from agent.service.exclusive import Exclusive
from issuer.domain.act import ActKind
from issuer.domain.batch import Batch, Row, RowOutcome
from issuer.domain.claims import ClaimsRefused, to_attributes
from issuer.domain.offer import REVOCABLE, Offer
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState
from issuer.domain.source import Known, Record, Source, Standing, standing
from issuer.services.batch_intake import claims_sentence, offer_of
from issuer.services.batch_journal import BatchJournal
from issuer.services.offering import Offering, UnknownCredentialType
from issuer.services.recalls import LotRecalled
from issuer.services.replacing import Replacing
from issuer.source_store import SourceStore

BEING_CORRECTED = "An earlier version of this record is being corrected just now: upload it again in some minutes."
TYPE_UNKNOWN = "This issuer has no credential of this type any more."


@dataclass(frozen=True)
class _Settled:
    """What a row is to become."""

    outcome: RowOutcome
    offer_id: str | None = None
    code: str | None = None
    sentence: str | None = None
    draft: Offer | None = None
    """To be written with it."""
    lapsed: str | None = None
    """An offer of the same that lapsed."""
    withdrawn: str | None = None
    """An offer of an earlier version that nobody has taken up."""
    replaced: str | None = None
    """A credential of an earlier version that was issued: the draft is written once it is revoked."""


@dataclass(frozen=True)
class RowSettling:
    journal: BatchJournal
    sources: SourceStore
    offering: Offering
    replacing: Replacing
    exclusive: Exclusive
    lifetime: timedelta
    """Of the offers: who gets them by letter is not at the desk."""
    look_at: Callable[[str], None]

    async def settle(self, batch: Batch, rows: Sequence[Row]) -> Sequence[Offer]:
        """Answers the drafts that are to be completed. Raises TypeNotReady and Busy, and nothing is written then.

        Also raises NotReplaceable when an earlier version changed meanwhile: settle again.
        """
        pairs = [(row, source) for row in rows if (source := row.source) is not None]
        async with self.exclusive.holding("sources"):
            known = await self.sources.known_of([source for _, source in pairs])
            plans = [(row, source, await self._plan(row, source, known)) for row, source in pairs]
            async with self.journal.database.transaction() as transaction:
                for row, source, plan in plans:
                    await self._write(transaction, batch, row, source, plan)
                self.journal.tell(transaction, batch.batch_id, batch.state)
        for _, _, plan in plans:
            if plan.withdrawn is not None:
                self.look_at(plan.withdrawn)
        return [plan.draft for _, _, plan in plans if plan.draft is not None and plan.replaced is None]

    async def _plan(self, row: Row, source: Source, known: Mapping[Record, Sequence[Known]]) -> _Settled:
        offered = known.get(source.record, ())
        stands = standing(source.source_version, offered)
        if stands is Standing.DONE:
            return _Settled(RowOutcome.ALREADY_DONE, offer_of(source.source_version, offered))
        if stands is Standing.BUSY:
            return _Settled(RowOutcome.REFUSED, code="being-corrected", sentence=BEING_CORRECTED)
        try:
            draft = await self._draft(row, source)
        except UnknownCredentialType:
            return _Settled(RowOutcome.REFUSED, code="type-unknown", sentence=TYPE_UNKNOWN)
        except LotRecalled as recalled:
            return _Settled(RowOutcome.REFUSED, code=recalled.code, sentence=recalled.sentence)
        except ClaimsRefused as refused:
            return _Settled(RowOutcome.REFUSED, code="claims-refused", sentence=claims_sentence(refused))
        return _offered(draft, stands, offered)

    async def _draft(self, row: Row, source: Source) -> Offer:
        wanted = self.offering.type_named(source.credential_type)
        attributes = to_attributes(wanted, row.claims or {}, self.journal.clock().date())
        return await self.offering.draft(wanted, attributes, str(uuid4()), self.lifetime)

    async def _write(self, transaction: Transaction, batch: Batch, row: Row, source: Source, plan: _Settled) -> None:
        why = {"offer_id": plan.offer_id, "code": plan.code, "sentence": plan.sentence}
        await self.journal.store.settle(transaction, batch.batch_id, row.number, plan.outcome, **why)
        offers, acts = self.offering.journal, self.journal.acts
        if plan.outcome is RowOutcome.REFUSED:
            await offers.audited.row_refused(transaction, batch, row.number, plan.code or "")
        if plan.draft is None:
            return
        await self.sources.note(transaction, source, plan.draft.offer_id, self.journal.clock())
        if plan.replaced is not None:
            await self.replacing.begin_within(transaction, _wish(plan.replaced, plan.draft), batch.by)
            return
        if plan.withdrawn is not None and await offers.take_back_within(transaction, plan.withdrawn):
            await acts.note(transaction, batch.by, ActKind.WITHDRAWN, plan.withdrawn)
        if plan.lapsed is not None:
            await offers.store.take_values(transaction, plan.lapsed)
        await offers.open_draft_within(transaction, plan.draft)
        await acts.note(transaction, batch.by, ActKind.OFFERED, plan.draft.offer_id)


def _offered(draft: Offer, stands: Standing, offered: Sequence[Known]) -> _Settled:
    newest = offered[-1] if offered else None
    is_out = newest is not None and newest.state in REVOCABLE
    earlier = newest.offer_id if newest is not None else None
    return _Settled(
        RowOutcome.OFFERED,
        draft.offer_id,
        draft=draft,
        lapsed=earlier if stands is Standing.LAPSED else None,
        withdrawn=earlier if stands is Standing.CORRECTS and not is_out else None,
        replaced=earlier if stands is Standing.CORRECTS and is_out else None,
    )


def _wish(old_offer_id: str, draft: Offer) -> Replacement:
    reason, first = ReplacementReason.UPDATE, ReplacementState.REVOKING
    return Replacement(old_offer_id, draft.offer_id, first, reason, draft.created_at, draft.attributes)
