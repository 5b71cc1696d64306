"""The QR codes of a batch's offers that can be taken up now, a part of them at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from agent.access.domain.act import Actor
from agent.errors import Problem
from agent.service.links import Links
from issuer.domain.act import RecordKind
from issuer.domain.batch import Row, RowOutcome
from issuer.domain.credential_type import CredentialType
from issuer.domain.offer import OPEN_TO_WALLETS
from issuer.printing.qr_sheet import SheetCode, qr_sheet
from issuer.services.audited import Audited
from issuer.services.batches import Batches

CODES_OF_A_SHEET = 240
NEXT_AFTER = "Salus-Next-After"


class NothingToPrint(Problem):
    """No offer of the batch waits for a wallet."""

    code = "nothing-to-print"
    status = HTTPStatus.CONFLICT
    next_step = "Start the batch, or offer again what expired."


@dataclass(frozen=True)
class Sheet:
    pdf: bytes = field(repr=False)
    next_after: int | None
    """The row after which the next sheet begins; None if this is the last."""

    @property
    def headers(self) -> Mapping[str, str]:
        return {NEXT_AFTER: str(self.next_after)} if self.next_after is not None else {}


@dataclass(frozen=True)
class QrSheets:
    batches: Batches
    links: Links
    types: Mapping[str, CredentialType]
    audited: Audited

    async def of_batch(self, batch_id: str, by: Actor, after: int = 0) -> Sheet:
        """Has the patients' pseudonyms on it. Raises NotFound and NothingToPrint."""
        batch = await self.batches.find(batch_id)
        codes: list[SheetCode] = []
        last = after
        while len(codes) < CODES_OF_A_SHEET:
            rows = await self.batches.rows(batch_id, after=last, limit=CODES_OF_A_SHEET, outcome=RowOutcome.OFFERED)
            if not rows:
                break
            for row, state in rows:
                if len(codes) == CODES_OF_A_SHEET:
                    break
                last = row.number
                codes += await self._codes(row) if state in OPEN_TO_WALLETS else ()
        if not codes:
            raise NothingToPrint("No offer of this batch can be taken up just now.")
        await self.audited.seen(RecordKind.BATCH, batch_id, by)
        heading = f"Batch {batch.batch_id[:8]}, {batch.created_at:%Y-%m-%d}"
        pdf = await asyncio.to_thread(qr_sheet, heading, codes)
        return Sheet(pdf, last if len(codes) == CODES_OF_A_SHEET else None)

    async def _codes(self, row: Row) -> Sequence[SheetCode]:
        link = await self.links.current(row.offer_id or "")
        if link is None:
            return ()
        found = self.types.get(row.credential_type or "")
        title = found.title if found else row.credential_type or ""
        return [SheetCode(row.subject_id or "", title, row.place, link.url, link.expires_at)]
