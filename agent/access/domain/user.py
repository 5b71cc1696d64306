"""A person who works at the console, and when too many wrong passwords shut them out.

Five failures lock for 15 minutes; what is tried meanwhile is refused and not counted, so that nobody can be kept out
for longer by somebody else's guesses than those minutes at a time.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MIN_PASSWORD = 12
MAX_PASSWORD = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Role(StrEnum):
    CLERK = "clerk"
    ADMIN = "admin"


@dataclass(frozen=True)
class User:
    user_id: str
    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_at: datetime
    must_change: bool = True
    """The password was given by somebody else and is good for one sign-in."""
    failures: int = 0
    locked_until: datetime | None = None
    disabled_at: datetime | None = None

    def is_shut_out(self, now: datetime) -> bool:
        return self.disabled_at is not None or (self.locked_until is not None and now < self.locked_until)

    def after_failure(self, now: datetime) -> "User":
        """The same user after a wrong password, given while not shut out."""
        failures = self.failures + 1
        if failures < MAX_FAILURES:
            return replace(self, failures=failures, locked_until=None)
        return replace(self, failures=0, locked_until=now + LOCKED_FOR)

    def after_success(self) -> "User":
        return replace(self, failures=0, locked_until=None)


def name_fault(name: str) -> str | None:
    """Why this cannot be a user's name; None if it can."""
    if _NAME.fullmatch(name):
        return None
    return "A name has up to 64 small letters, digits, dots, hyphens and underscores."


def password_fault(password: str, name: str) -> str | None:
    """Why this cannot be a password; None if it can. Length only, as NIST SP 800-63B, section 3.1.1.2, advises."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return f"A password has between {MIN_PASSWORD} and {MAX_PASSWORD} characters."
    if name in password.lower() or len(set(password)) < 5:
        return "This password is too easy to guess: it holds the name, or few different characters."
    return None
