"""Sessions of a patient's phone: random bearer tokens that only the phone keeps.

Decides: 256 random bits, known here by their SHA-256 (enough for a secret that cannot be guessed), and an end.
Leaves out: passkeys and devices, which come later.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.store.sessions import SessionStore

TOKEN_BYTES = 32


@dataclass(frozen=True)
class OpenedSession:
    wallet_id: str
    token: str = field(repr=False)
    expires_at: datetime


class Sessions:
    def __init__(self, database: Database, store: SessionStore, lifetime: timedelta, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._lifetime = lifetime
        self._clock = clock

    async def open(self, transaction: Transaction, wallet_id: str) -> OpenedSession:
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._clock()
        expires_at = now + self._lifetime
        await self._store.add(transaction, _digest(token), wallet_id, now, expires_at)
        return OpenedSession(wallet_id, token, expires_at)

    async def wallet_of(self, token: str) -> str | None:
        """Whose session this is; None if it is nobody's, or over."""
        return await self._store.wallet_of(_digest(token), self._clock())

    async def end(self, token: str) -> None:
        async with self._database.transaction() as transaction:
            await self._store.end(transaction, _digest(token))

    async def purge(self) -> int:
        """Delete the sessions that are over; answers how many."""
        async with self._database.transaction() as transaction:
            return await self._store.purge(transaction, self._clock())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
