"""Who may open which wallet: accounts with passkeys, their devices and sessions. No name, address or number of anybody.

Decided in docs/adr/0017. Sources: WebAuthn Level 3; RFC 9700, section 4.14 (refresh tokens).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

VERIFIED_FOR = timedelta(minutes=5)
"""How long after a passkey was used the same session may do what matters most."""


class Relation(StrEnum):
    """What an account is to a wallet."""

    OWN = "own"
    GUARDIAN = "guardian"


class Purpose(StrEnum):
    """What a passkey is asked for: a challenge of one purpose serves no other."""

    SIGN_UP = "sign-up"
    SIGN_IN = "sign-in"
    VERIFY = "verify"
    """That the one who holds the phone is still the one who signed in."""
    NEW_DEVICE = "new-device"
    RECOVER = "recover"


class LinkPurpose(StrEnum):
    """What a link of one use lets somebody do."""

    NEW_DEVICE = "new-device"
    HAND_OVER = "hand-over"


@dataclass(frozen=True)
class Passkey:
    credential_id: str
    """Base64url, as WebAuthn writes it."""
    account_id: str
    public_key: bytes = field(repr=False)
    """COSE_Key (RFC 9052)."""
    sign_count: int
    is_backed_up: bool
    """Whether it is on more than one device of its holder (WebAuthn, backup state)."""
    created_at: datetime
    last_used_at: datetime


@dataclass(frozen=True)
class Device:
    """One sign-in on one phone or browser."""

    id: str
    account_id: str
    name: str
    created_at: datetime
    last_seen_at: datetime
    signed_out_at: datetime | None
    refresh_until: datetime


@dataclass(frozen=True)
class Session:
    """Who calls, and when that was last verified."""

    account_id: str
    device_id: str
    verified_at: datetime
    expires_at: datetime

    def is_verified(self, now: datetime) -> bool:
        return now - self.verified_at < VERIFIED_FOR


@dataclass(frozen=True)
class Opening:
    """A wallet that an account may open."""

    wallet_id: str
    relation: Relation
    since: datetime
