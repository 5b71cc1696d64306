"""Takes a document in as a batch: read, checked against the types of this issuer, and compared with what was offered.

Nothing is offered here: the rows say what would be. The document itself is not kept.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from agent.access.domain.act import Actor
from agent.errors import InvalidInput
from agent.service.logging import declare_fields, get_logger
from issuer.documents import format_of, read_document
from issuer.domain.act import ActKind
from issuer.domain.batch import MAX_ROWS, Batch, BatchState, Format, Row, RowOutcome
from issuer.domain.claims import ClaimsRefused, canonical_text, to_attributes
from issuer.domain.credential_type import CredentialType
from issuer.domain.intake import Proposed, Read, Refused
from issuer.domain.source import Known, Record, Source, Standing, standing
from issuer.revocation_store import RevocationStore
from issuer.services.batch_journal import BatchJournal
from issuer.services.recalls import LotRecalled
from issuer.source_store import SourceStore

declare_fields("batch_id", "count")
log = get_logger(__name__)
MAX_PLACE = 500
MAX_SOURCE_ID = 300
MAX_VERSION = 100
type Lot = tuple[str, str]
"""A credential type and the number of a lot of it."""


class TooManyRows(InvalidInput):
    """The document is longer than a batch may be."""

    code = "too-many-rows"
    next_step = f"Divide it into documents of at most {MAX_ROWS} rows each."


@dataclass(frozen=True)
class BatchIntake:
    journal: BatchJournal
    sources: SourceStore
    orders: RevocationStore
    types: Mapping[str, CredentialType]

    async def take(self, document: bytes, kind: Format | None, columns: Mapping[str, str], by: Actor) -> Batch:
        """A batch that waits for somebody's word; `kind` None: found out. Raises TooManyRows."""
        async with self.journal.acts.refusals(by, ActKind.BATCH_READ):
            return await self._take(document, kind, columns, by)

    async def _take(self, document: bytes, kind: Format | None, columns: Mapping[str, str], by: Actor) -> Batch:
        now = self.journal.clock()
        kind = kind or format_of(document)
        results = await asyncio.to_thread(read_document, document, kind, columns, now.date())
        if len(results) > MAX_ROWS:
            raise TooManyRows(f"The document gives {len(results)} rows, and a batch has at most {MAX_ROWS}.")
        known = await self.sources.known_of([source_of(each) for each in results if isinstance(each, Proposed)])
        recalled = await self._recalled(results)
        rows = [self._row(number, each, known, recalled) for number, each in enumerate(results, 1)]
        batch = Batch(str(uuid4()), BatchState.READ, kind, now, by)
        await self.journal.add(batch, rows)
        log.info("batch.read", batch_id=batch.batch_id, count=len(rows))
        return batch

    async def _recalled(self, results: Sequence[Read]) -> Collection[Lot]:
        """Those lots of the document that were recalled."""
        lots = {lot for each in results if isinstance(each, Proposed) and (lot := _lot(each)) is not None}
        return {lot for lot in lots if await self.orders.is_recalled(*lot)}

    def _row(
        self, number: int, result: Read, known: Mapping[Record, Sequence[Known]], recalled: Collection[Lot]
    ) -> Row:
        refused = result if isinstance(result, Refused) else self._not_offerable(result, recalled)
        if refused is not None:
            return _refusal(number, refused)
        assert isinstance(result, Proposed)  # noqa: S101 - for the type checker
        offered = known.get(source_of(result).record, ())
        stands = standing(result.source_version, offered)
        is_done = stands is Standing.DONE
        return Row(
            number=number,
            place=result.place[:MAX_PLACE],
            outcome=RowOutcome.ALREADY_DONE if is_done else RowOutcome.WAITING,
            source_id=result.source_id,
            credential_type=result.credential_type,
            subject_id=result.subject_id,
            source_version=result.source_version,
            claims=None if is_done else result.claims,
            offer_id=offer_of(result.source_version, offered) if is_done else None,
            corrects=stands is Standing.CORRECTS,
        )

    def _not_offerable(self, proposed: Proposed, recalled: Collection[Lot]) -> Refused | None:
        """Why this issuer cannot offer what was read, if it cannot."""
        place, source_id = proposed.place, proposed.source_id
        if not (_usable(source_id, MAX_SOURCE_ID) and _usable(proposed.source_version, MAX_VERSION)):
            return Refused(place, "id-unusable", "Its id or version is too long, or has unprintable characters.", None)
        wanted = self.types.get(proposed.credential_type)
        if wanted is None:
            return Refused(place, "type-unknown", "This issuer has no credential of this type.", source_id)
        try:
            to_attributes(wanted, proposed.claims, self.journal.clock().date())
        except ClaimsRefused as refused:
            return Refused(place, "claims-refused", claims_sentence(refused), source_id)
        if _lot(proposed) in recalled:
            return Refused(place, LotRecalled.code, "This lot was recalled, so no card of it is offered.", source_id)
        return None


def _lot(proposed: Proposed) -> Lot | None:
    """The type and lot as they are issued; None if there is no lot, or none that could be issued."""
    try:
        lot_number = canonical_text(str(proposed.claims.get("lot_number", "")).strip())
    except ValueError:
        return None
    return (proposed.credential_type, lot_number) if lot_number else None


def source_of(proposed: Proposed) -> Source:
    return Source(proposed.credential_type, proposed.subject_id, proposed.source_id, proposed.source_version)


def offer_of(version: str, offered: Sequence[Known]) -> str | None:
    return next((each.offer_id for each in offered if each.source_version == version), None)


def claims_sentence(refused: ClaimsRefused) -> str:
    """Which claims are at fault and why, without a value."""
    return "; ".join(f"{fault.field} {fault.sentence}" for fault in refused.faults)[:500]


def _usable(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text.isprintable()


def _refusal(number: int, refused: Refused) -> Row:
    source_id = refused.source_id if refused.source_id and _usable(refused.source_id, MAX_SOURCE_ID) else None
    return Row(
        number=number,
        place=refused.place[:MAX_PLACE],
        outcome=RowOutcome.REFUSED,
        source_id=source_id,
        code=refused.code,
        sentence=refused.sentence[:500],
    )
