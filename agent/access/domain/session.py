"""A session of a person at the console: over after 30 idle minutes, and after 12 hours in any case.

A form's token is made from the session's own token, so it needs no place of its own and no other session has it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How often a session's use is written down."""


@dataclass(frozen=True)
class Session:
    digest: str = field(repr=False)
    user_id: str
    created_at: datetime
    last_used_at: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.last_used_at + IDLE or now >= self.created_at + AT_MOST

    def should_be_noted(self, now: datetime) -> bool:
        return now >= self.last_used_at + NOTED_EVERY


def draw_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def form_token(token: str) -> str:
    """What every form of the session carries (OWASP: signed double submit, bound to the session)."""
    return hmac.new(token.encode(errors="surrogatepass"), b"salus form", hashlib.sha256).hexdigest()


def is_form_token(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogatepass"), form_token(token).encode())
