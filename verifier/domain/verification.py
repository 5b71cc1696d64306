"""One verification: a question, from its asking to its one verdict. No attribute value is part of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent.protocol import CredDefId, ExchangeId, InvitationId
from verifier.domain.question import Question
from verifier.domain.verdict import Reason


class State(StrEnum):
    DRAFT = "draft"
    """Written down, and not yet with the agent."""
    WAITING = "waiting"
    SCANNED = "scanned"
    ANSWERED = "answered"
    """A presentation has come and is not judged yet."""
    DECIDED = "decided"


class Outcome(StrEnum):
    VALID = "VALID"
    INVALID = "INVALID"


@dataclass(frozen=True)
class Decision:
    """A verdict as it is kept."""

    outcome: Outcome
    reason: Reason | None
    issued_under: tuple[CredDefId, ...] = ()
    revocation_list_at: datetime | None = None
    """The oldest of the ledger's lists that the verdict rests on."""


@dataclass(frozen=True)
class Verification:
    id: str
    state: State
    question: Question
    created_at: datetime
    expires_at: datetime
    exchange_id: ExchangeId | None = None
    invitation_id: InvitationId | None = None
    answered_at: datetime | None = None
    """When an answer was first seen."""
    decided_at: datetime | None = None
    decision: Decision | None = None
    forgotten_at: datetime | None = None
    """When the agent's records of it, which hold the answer, were deleted."""
