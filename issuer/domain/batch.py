"""A batch: the records of one document, offered one after the other in the background.

    read -> running -> done; running -> stopped -> running; done -> running (what expired is offered again)

What a row came to is written together with what was done, so that a batch may be killed at any row and goes on with
the next one. What has no offer yet holds its claims; an offer of its own holds them after that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agent.access.domain.act import Actor
from issuer.domain.offer import BEFORE_ISSUED, OfferState
from issuer.domain.source import Source

MAX_ROWS = 10_000
"""Records of one document that anything is said about."""

ACCEPTED = frozenset({OfferState.ISSUED, OfferState.STORED, OfferState.REVOKING, OfferState.REVOKED})
"""The card went out to a wallet."""


class Format(StrEnum):
    FHIR = "fhir"
    """One resource or one Bundle, as JSON."""
    NDJSON = "ndjson"
    CSV = "csv"


class BatchState(StrEnum):
    READ = "read"
    """Nothing is offered before somebody has seen what was read and says so."""
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


BEFORE: Mapping[BatchState, frozenset[BatchState]] = {
    BatchState.READ: frozenset(),
    BatchState.RUNNING: frozenset({BatchState.READ, BatchState.STOPPED, BatchState.DONE}),
    BatchState.STOPPED: frozenset({BatchState.RUNNING}),
    BatchState.DONE: frozenset({BatchState.RUNNING}),
}
"""From which states each state may be reached."""


class RowOutcome(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    REFUSED = "refused"
    ALREADY_DONE = "already-done"
    """This very record was offered before; `offer_id` says where."""


@dataclass(frozen=True)
class Row:
    """One credential to offer, or one refusal; several may come from one record."""

    number: int
    place: str
    """Where in the document, as issuer.domain.intake has it."""
    outcome: RowOutcome
    source_id: str | None
    credential_type: str | None = None
    subject_id: str | None = None
    source_version: str | None = None
    claims: Mapping[str, str | int] | None = field(default=None, repr=False)
    """Personal; None unless it waits."""
    offer_id: str | None = None
    corrects: bool = False
    """Whether another version of the record was offered before, which this one takes the place of."""
    code: str | None = None
    sentence: str | None = None
    """Why it was refused."""

    @property
    def source(self) -> Source | None:
        """Which version of which record it is; None for a refusal."""
        match self:
            case Row(
                credential_type=str(kind), subject_id=str(who), source_id=str(record), source_version=str(version)
            ):
                return Source(kind, who, record, version)
            case _:
                return None


@dataclass(frozen=True)
class Batch:
    batch_id: str
    state: BatchState
    format: Format
    created_at: datetime
    by: Actor
    """Who uploaded it: its offers are made in that name."""
    held_code: str | None = None
    """Why a running batch waits, such as an agent that is not there; it goes on by itself."""
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Progress:
    """How far a batch is."""

    outcomes: Mapping[RowOutcome, int]
    offers: Mapping[OfferState, int]
    """The offers of its rows by their state now."""
    corrections: int
    """Rows that take the place of an earlier version."""

    @property
    def rows(self) -> int:
        return sum(self.outcomes.values())

    @property
    def accepted(self) -> int:
        """Cards that went out."""
        return sum(count for state, count in self.offers.items() if state in ACCEPTED)

    @property
    def open(self) -> int:
        """Offers that can still be taken up."""
        return sum(count for state, count in self.offers.items() if state in BEFORE_ISSUED)
