"""The service's database: transactions over SQLAlchemy Core, the same on SQLite and PostgreSQL (ADR 0004).

Decides: who writes waits for the writer before (SQLite), what is called before and after a commit, and that a task
does not open a transaction inside its own. Leaves out: the tables; a service writes typed stores over Core, which
take a `Transaction` and return frozen dataclasses.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.service import migration
from agent.service.engines import DialectName, dialect_of, parse_url, reading_engine, writing_engine


class Transaction:
    """A transaction in progress: its connection, and what is to happen around its commit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._before: list[Callable[[], Awaitable[None]]] = []
        self._after: list[Callable[[], None]] = []

    def before_commit(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Run at the end of the transaction, within it; if it raises, nothing is committed."""
        self._before.append(callback)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run once the change is durable, and not at all otherwise; must not raise."""
        self._after.append(callback)

    async def _finish(self) -> None:
        while self._before:  # one may add another
            await self._before.pop(0)()

    def _committed(self) -> None:
        for callback in self._after:
            callback()


class Database:
    """One service's database.

    `migrations` is the directory of its Alembic scripts, or the name of that package.
    """

    def __init__(self, url: str, migrations: Path | str, metadata: sa.MetaData) -> None:
        self._url = parse_url(url)
        self._scripts = Path(str(files(migrations))) if isinstance(migrations, str) else migrations
        self._metadata = metadata
        self._writing = writing_engine(self._url)
        self._reading = reading_engine(self._writing, self._url)
        self._inside: set[asyncio.Task[Any]] = set()
        # SQLite has one writer; waiting here is fair and needs no polling, unlike its busy handler.
        self._turn: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.dialect is DialectName.SQLITE else nullcontext()
        )

    @property
    def dialect(self) -> DialectName:
        return dialect_of(self._url)

    @property
    def url(self) -> URL:
        return self._url

    async def upgrade(self) -> None:
        """Run the migrations still missing; safe when several processes do so. Raises DatabaseTooNew."""
        await asyncio.to_thread(migration.upgrade, self._url, self._scripts, self._metadata)

    async def differences(self) -> Sequence[str]:
        """What the migrations and the declared tables do not agree on; for a test."""
        return await asyncio.to_thread(migration.differences, self._url, self._metadata)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits at the end, rolls back if the block raises.

        Two of them may run at once on PostgreSQL: who reads a row to change it reads `.with_for_update()`.
        """
        with self._not_nested():
            async with self._turn, self._writing.begin() as connection:
                transaction = Transaction(connection)
                yield transaction
                await transaction._finish()
            transaction._committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view that waits for no writer; a write in it is refused."""
        async with self._reading.begin() as connection:
            yield connection

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.reading() as connection:
                await connection.execute(sa.select(1))
        except (sa.exc.SQLAlchemyError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._reading.dispose()
        await self._writing.dispose()

    def _not_nested(self) -> "_OncePerTask":
        return _OncePerTask(self._inside)


class _OncePerTask:
    """Refuses a transaction inside a transaction: on SQLite it would wait for itself, on PostgreSQL see other data."""

    def __init__(self, inside: set[asyncio.Task[Any]]) -> None:
        self._inside = inside
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a transaction outside a task")
        self._task = task

    def __enter__(self) -> None:
        if self._task in self._inside:
            raise RuntimeError("a transaction inside a transaction: pass the Transaction on instead")
        self._inside.add(self._task)

    def __exit__(self, *_: object) -> None:
        self._inside.discard(self._task)
