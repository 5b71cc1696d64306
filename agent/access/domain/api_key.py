"""A key of the machine API: `salus_<id>_<secret>`, with what it may do and until when.

The secret has 256 random bits, so its SHA-256 is enough to keep: nobody can try them all, and a slow hash, which makes
up for passwords that people choose, would only cost time on every request.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

_ID_BYTES = 6
_SECRET_BYTES = 32
_TEXT = re.compile(r"salus_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class GivenKey:
    """What a client showed, or what is shown to an administrator once."""

    key_id: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        return f"salus_{self.key_id}_{self.secret}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


def parse_key(text: str) -> GivenKey | None:
    """None if it has not the form of a key."""
    found = _TEXT.fullmatch(text)
    return GivenKey(found.group(1), found.group(2)) if found else None


def draw_key(key_id: str | None = None) -> GivenKey:
    """A new key, or a new secret for a key."""
    return GivenKey(key_id or secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES))


@dataclass(frozen=True)
class ApiKey:
    key_id: str
    name: str
    scopes: Set[StrEnum]
    secret_digest: str = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_on: date | None = None
    previous_digest: str | None = field(default=None, repr=False)
    """Of the secret before the last rotation, good until `previous_until`."""
    previous_until: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def opens(self, given: GivenKey, now: datetime) -> bool:
        """Whether the secret shown is this key's, compared in a time that does not tell where it differs."""
        is_present = hmac.compare_digest(given.digest, self.secret_digest)
        is_previous = (
            self.previous_digest is not None
            and self.previous_until is not None
            and now < self.previous_until
            and hmac.compare_digest(given.digest, self.previous_digest)
        )
        return (is_present or is_previous) and self.is_in_force(now)
