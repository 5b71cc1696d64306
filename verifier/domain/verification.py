"""One verification: a question, from its asking to its one verdict. No attribute value is part of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agent.protocol import CredDefId, Did, ExchangeId, InvitationId
from verifier.domain.question import Question
from verifier.domain.verdict import Reason

LIVE_WITHIN = timedelta(seconds=10)
"""A verdict on what was read while it was being made is no older than this, also on a busy machine."""


class State(StrEnum):
    DRAFT = "draft"
    """Written down, and not yet with the agent."""
    WAITING = "waiting"
    SCANNED = "scanned"
    ANSWERED = "answered"
    """A presentation has come and is not judged yet."""
    DECIDED = "decided"


class Delivery(StrEnum):
    """How the request reaches the wallet."""

    CONNECTION = "connection"
    """Over a connection that the wallet makes first."""
    CONNECTIONLESS = "connectionless"
    """Inside the invitation. Nobody sees that it was scanned."""


class Outcome(StrEnum):
    VALID = "VALID"
    INVALID = "INVALID"
    UNDECIDED = "UNDECIDED"
    """Ledger or agent could not be reached in time. It is no word on the patient."""


@dataclass(frozen=True)
class Decision:
    """A verdict as it is kept."""

    outcome: Outcome
    reason: Reason | None
    issued_under: tuple[CredDefId, ...] = ()
    revocation_list_at: datetime | None = None
    """The oldest of the ledger's lists that the verdict rests on."""
    untrusted_issuer: Did | None = None
    checked_against: datetime | None = None
    """When the oldest of our readings of these lists was made."""


@dataclass(frozen=True)
class Verification:
    id: str
    state: State
    question: Question
    created_at: datetime
    expires_at: datetime
    delivery: Delivery = Delivery.CONNECTION
    exchange_id: ExchangeId | None = None
    invitation_id: InvitationId | None = None
    answered_at: datetime | None = None
    """When an answer was first seen."""
    decided_at: datetime | None = None
    decision: Decision | None = None
    forgotten_at: datetime | None = None
    """When the agent's records of it, which hold the answer, were deleted."""

    @property
    def decide_by(self) -> datetime:
        """Until when ledger and agent are waited for."""
        if self.answered_at is None:
            return self.expires_at
        return self.answered_at + timedelta(seconds=self.question.decide_within_s)

    @property
    def kept_data_of(self) -> datetime | None:
        """The age of the ledger's data, where the verdict rests on what was kept from before."""
        if self.decided_at is None or self.decision is None or self.decision.checked_against is None:
            return None
        is_live = self.decided_at - self.decision.checked_against <= LIVE_WITHIN
        return None if is_live else self.decision.checked_against

    @property
    def valid_until(self) -> datetime | None:
        """How long a VALID counts."""
        return self._since_valid(self.question.valid_for_s)

    @property
    def kept_until(self) -> datetime | None:
        """Until when what was shown is kept, unless it is erased before; None: it is not kept at all."""
        return self._since_valid(self.question.keep_for_s) if self.question.keep_for_s else None

    def _since_valid(self, seconds: int) -> datetime | None:
        if self.decided_at is None or self.decision is None or self.decision.outcome is not Outcome.VALID:
            return None
        return self.decided_at + timedelta(seconds=seconds)
