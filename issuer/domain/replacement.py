"""Putting a corrected credential in the place of one that was issued, step by step.

    revoking -> offering -> telling -> done; offering -> failed

The old one is revoked on the ledger, then the new one is offered, then the holder of the old one is told. A later
state is reached only when the step before is seen to be done, so that a crash anywhere is taken up where it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ReplacementState(StrEnum):
    REVOKING = "revoking"
    OFFERING = "offering"
    """The ledger has the revocation; the new offer is not written yet."""
    TELLING = "telling"
    DONE = "done"
    FAILED = "failed"
    """The old one is revoked, and the new one cannot be offered: its type was taken away, or its lot recalled."""


class ReplacementReason(StrEnum):
    """A word, never a text: it is kept and shown."""

    CORRECTION = "correction"
    """The old one was wrong."""
    UPDATE = "update"
    """The old one was right and is so no longer."""


OPEN = frozenset({ReplacementState.REVOKING, ReplacementState.OFFERING, ReplacementState.TELLING})


@dataclass(frozen=True)
class Replacement:
    old_offer_id: str
    new_offer_id: str
    """Drawn beforehand, so that the new offer is written once."""
    state: ReplacementState
    reason: ReplacementReason
    created_at: datetime
    attributes: Mapping[str, str] | None = field(default=None, repr=False)
    """Personal; None as soon as the new offer has them."""
