"""What the law has the service keep of who left: to whom something of theirs was disclosed, and nothing else.

A disclosure is kept six years from its day on (45 CFR 164.528, 164.530 (j)), also one that is exempt from the
accounting by law: that it was exempt has to be shown. What the patient showed was theirs to show, and what was refused
was not disclosed: neither is kept. It has its day and neither moment nor id, so that nobody finds by it which entries
of the log were about the same patient.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from agent.audit.domain.words import Outcome
from wallet_api.domain.accounting import KEPT_FOR, Disclosed, Exemption


@dataclass(frozen=True)
class Kept:
    """What is sealed of one disclosure. Of the patient it says nothing but the digest of a receipt that they drew."""

    receipt_sha256: str
    """Of the receipt of the report: who has that receipt is who left."""
    disclosed: Disclosed
    """`event_id` is an id of its own."""

    @property
    def id(self) -> str:
        """The same for the same disclosure."""
        return self.disclosed.event_id

    @property
    def until(self) -> datetime:
        """It is kept until just before this moment."""
        return self.disclosed.at + KEPT_FOR + timedelta(days=1)


def kept_by_law(rows: Iterable[Disclosed], receipt_sha256: str, now: datetime) -> Sequence[Kept]:
    found = [
        Kept(receipt_sha256, _without_traces(each, receipt_sha256))
        for each in rows
        if each.outcome is Outcome.DONE and each.exemption is not Exemption.BY_PATIENT
    ]
    return [each for each in found if now < each.until]


def _without_traces(row: Disclosed, receipt_sha256: str) -> Disclosed:
    own_id = hashlib.sha256(f"kept {receipt_sha256} {row.event_id}".encode()).hexdigest()[:32]
    return replace(row, event_id=own_id, at=datetime.combine(row.at, time.min, row.at.tzinfo))
