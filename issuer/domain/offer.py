"""One offer of a credential, and the ways its state may go.

    draft -> offered -> scanned -> requested -> issued -> stored -> revoking -> revoked
    draft, offered, scanned -> expired; offered, scanned -> declined; all before issued -> failed; issued -> revoking
    all before issued -> withdrawing -> withdrawn, or revoking when the agent turns out to have issued it

States may be skipped forwards (a webhook was lost), never gone back. `issued` is sent and not acknowledged: it can be
revoked like a stored one, since the holder may have it. Source of the exchange behind it: RFC 0453.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agent.protocol import ConnectionId, CredDefId, ExchangeId, InvitationId, RevRegId


class OfferState(StrEnum):
    DRAFT = "draft"
    """Written down; nothing of it is known to have reached the agent."""
    OFFERED = "offered"
    SCANNED = "scanned"
    """A wallet has it: its code was scanned, or it was sent over a connection."""
    REQUESTED = "requested"
    ISSUED = "issued"
    """Sent to the holder and not acknowledged."""
    STORED = "stored"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    REVOKING = "revoking"
    """To be revoked, and not known to be so on the ledger."""
    REVOKED = "revoked"
    WITHDRAWING = "withdrawing"
    """Taken back; whether the credential was issued just before is not known yet."""
    WITHDRAWN = "withdrawn"
    """Taken back before anything was issued."""


class Notice(StrEnum):
    """How far the holder was told of a revocation (RFC 0183). No notice: there is nobody to tell."""

    HELD = "held"
    """Told later: the credential is being replaced, and the new one is offered first."""
    DUE = "due"
    SENT = "sent"
    """Given to the agent to send; nobody acknowledges it."""
    GIVEN_UP = "given-up"


class Reason(StrEnum):
    """Why an offer failed, or is no longer waited for."""

    AGENT_FAILED = "agent-failed"
    AGENT_RECORD_LOST = "agent-record-lost"
    EXCHANGE_ABANDONED = "exchange-abandoned"
    REVOCATION_INDEX_TAKEN = "revocation-index-taken"
    """Another credential has the same index in the same registry: the agent's fault, found by our constraint."""
    TYPE_GONE = "type-gone"
    """The credential type was taken away before the offer was made."""
    LOT_RECALLED = "lot-recalled"
    """The lot was recalled while the offer was being made."""


_S = OfferState
OPEN_TO_WALLETS = frozenset({_S.OFFERED, _S.SCANNED})
"""Whoever has the link can still take it up."""
BEFORE_ISSUED = frozenset({_S.DRAFT, _S.OFFERED, _S.SCANNED, _S.REQUESTED})
REVOCABLE = frozenset({_S.ISSUED, _S.STORED})
FINAL = frozenset({_S.STORED, _S.DECLINED, _S.EXPIRED, _S.FAILED, _S.REVOKED, _S.WITHDRAWN})
"""The agent's exchange is of no more use."""
WITHOUT_VALUES = (FINAL - {_S.EXPIRED}) | {_S.REVOKING, _S.WITHDRAWING}
"""The attribute values are deleted when one of these is reached; those of an expired offer are kept for some days, so
that it can be renewed."""

BEFORE: Mapping[OfferState, frozenset[OfferState]] = {
    _S.DRAFT: frozenset(),
    _S.OFFERED: frozenset({_S.DRAFT}),
    _S.SCANNED: frozenset({_S.OFFERED}),
    _S.REQUESTED: OPEN_TO_WALLETS,
    _S.ISSUED: OPEN_TO_WALLETS | {_S.REQUESTED},
    _S.STORED: OPEN_TO_WALLETS | {_S.REQUESTED, _S.ISSUED},
    _S.DECLINED: OPEN_TO_WALLETS,
    _S.EXPIRED: OPEN_TO_WALLETS | {_S.DRAFT},
    _S.FAILED: BEFORE_ISSUED,
    _S.REVOKING: REVOCABLE | {_S.WITHDRAWING},
    _S.REVOKED: frozenset({_S.REVOKING}),
    _S.WITHDRAWING: BEFORE_ISSUED,
    _S.WITHDRAWN: frozenset({_S.WITHDRAWING}),
}
"""From which states each state may be reached."""


@dataclass(frozen=True)
class Offer:
    offer_id: str
    credential_type: str
    type_version: str
    cred_def_id: CredDefId
    state: OfferState
    created_at: datetime
    expires_at: datetime
    attributes: Mapping[str, str] | None = field(default=None, repr=False)
    """Personal; None as soon as nothing needs them."""
    reason: Reason | None = None
    exchange_id: ExchangeId | None = None
    """None before the agent has it, and again once it is deleted there."""
    invitation_id: InvitationId | None = None
    taken_up: bool = False
    """A wallet has begun the handshake; the invitation is of no more use to another."""
    rev_reg_id: RevRegId | None = None
    cred_rev_id: int | None = None
    issued_at: datetime | None = None
    revoked_at: datetime | None = None
    subject_id: str | None = None
    """The issuer's pseudonym of the patient: kept when the values go, to find a patient's credentials."""
    lot_number: str | None = None
    """Kept when the values go, to recall a lot."""
    connection_id: ConnectionId | None = None
    """Where the holder can be told of a revocation; of an offer without an invitation, the way it went."""
    notice: Notice | None = None
    notice_attempts: int = 0

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over without anybody having asked for the credential."""
        return now >= self.expires_at and self.state in OPEN_TO_WALLETS | {OfferState.DRAFT}
