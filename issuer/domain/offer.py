"""One offer of a credential, and the ways its state may go.

    draft -> offered -> scanned -> requested -> issued -> stored -> revoking -> revoked
    draft, offered, scanned -> expired; offered, scanned -> declined; all before issued -> failed; issued -> revoking

States may be skipped forwards (a webhook was lost), never gone back. `issued` is sent and not acknowledged: it can be
revoked like a stored one, since the holder may have it. Source of the exchange behind it: RFC 0453.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agent.protocol import CredDefId, ExchangeId, InvitationId, RevRegId


class OfferState(StrEnum):
    DRAFT = "draft"
    """Written down; nothing of it is known to have reached the agent."""
    OFFERED = "offered"
    SCANNED = "scanned"
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


class Reason(StrEnum):
    """Why an offer failed, or is no longer waited for."""

    AGENT_FAILED = "agent-failed"
    AGENT_RECORD_LOST = "agent-record-lost"
    EXCHANGE_ABANDONED = "exchange-abandoned"
    REVOCATION_INDEX_TAKEN = "revocation-index-taken"
    """Another credential has the same index in the same registry: the agent's fault, found by our constraint."""
    TYPE_GONE = "type-gone"
    """The credential type was taken away before the offer was made."""


_S = OfferState
OPEN_TO_WALLETS = frozenset({_S.OFFERED, _S.SCANNED})
"""Whoever has the link can still take it up."""
BEFORE_ISSUED = frozenset({_S.DRAFT, _S.OFFERED, _S.SCANNED, _S.REQUESTED})
REVOCABLE = frozenset({_S.ISSUED, _S.STORED})
FINAL = frozenset({_S.STORED, _S.DECLINED, _S.EXPIRED, _S.FAILED, _S.REVOKED})
"""The agent's exchange is of no more use."""
WITHOUT_VALUES = FINAL | {_S.REVOKING}
"""The attribute values are deleted when one of these is reached."""

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
    _S.REVOKING: REVOCABLE,
    _S.REVOKED: frozenset({_S.REVOKING}),
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

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over without anybody having asked for the credential."""
        return now >= self.expires_at and self.state in OPEN_TO_WALLETS | {OfferState.DRAFT}
