"""Passwords: hashed with Argon2id (RFC 9106, the library's default of its second recommended option).

A hash takes 64 MiB and a good part of a tenth of a second, so it is computed beside the event loop and two at a time:
many sign-ins at once cannot take the machine's memory.
"""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, password: str, kept: str | None) -> bool:
        """Whether it is the password of this hash; takes as long, and says no, where there is none."""
        async with self._turns:
            nobodys = await asyncio.to_thread(_nobodys_hash)  # made at the first call, whoever is asked for
            matches = await asyncio.to_thread(self._matches, password, kept or nobodys)
        return matches and kept is not None

    def _matches(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys_hash() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe(16))


def draw_password() -> str:
    """One to sign in with once: 16 letters and digits that are not mistaken for one another, in groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
