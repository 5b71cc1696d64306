"""One at a time for each name, among all processes that share the service's database.

Decides: within a process waiters take turns; among processes a session's advisory lock of PostgreSQL keeps order, and
the server takes it back when its holder dies. On SQLite there is one process only (its data directory is locked).
A lock sits on a connection of its own and never in the pool of transactions, so a holder's transactions cannot wait
for it. Waiting is bounded. Needs sessions: behind a pooler, one that pools sessions and not transactions.
Leaves out: what happens if the server restarts while a name is held; what must not happen twice has a constraint too.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from weakref import WeakValueDictionary

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from agent.errors import Problem
from agent.service.engines import DialectName, dialect_of
from agent.service.logging import get_logger

WAIT_S = 30.0
log = get_logger(__name__)


class Busy(Problem):
    """Another process or call has been at the same thing for too long."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Try again in some seconds."


class Exclusive:
    def __init__(self, url: URL, *, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._engine = _engine(url) if dialect_of(url) is DialectName.POSTGRESQL else None

    @asynccontextmanager
    async def holding(self, name: str) -> AsyncIterator[None]:
        """Hold the name inside the block. Raises Busy when it does not become free in time."""
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._wait_s):
                    await held.enter_async_context(self._turn(name))
                    if self._engine is not None:
                        await held.enter_async_context(_locked(self._engine, _key(name)))
            except TimeoutError:
                raise Busy("Somebody else is at the same thing.") from None
            yield

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()

    def _turn(self, name: str) -> asyncio.Lock:
        turn = self._turns.get(name)
        if turn is None:
            turn = self._turns[name] = asyncio.Lock()
        return turn


def _engine(url: URL) -> AsyncEngine:
    """Without a limit of connections, since a holder of one name may need another: the callers are limited."""
    return create_async_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=-1, isolation_level="AUTOCOMMIT")


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


@asynccontextmanager
async def _locked(engine: AsyncEngine, key: int) -> AsyncIterator[None]:
    async with engine.connect() as connection:
        try:
            await connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
        except BaseException:
            await connection.invalidate()  # it may be granted just now: only the end of its session is certain
            raise
        try:
            yield
        finally:
            await _unlock(connection, key)


async def _unlock(connection: AsyncConnection, key: int) -> None:
    try:
        await connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
    except BaseException as failure:
        await connection.invalidate()
        if not isinstance(failure, sa.exc.DBAPIError):
            raise
        log.failure("exclusive.connection_lost", failure)
