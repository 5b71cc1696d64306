"""Events of what changed, written together with the change, replayed and followed in the order of their commits.

Decides: an event's id is given under a lock that is held until the commit (PostgreSQL), or by the only writer
(SQLite), so that whoever has seen id n has seen all before it and never misses one that commits late. The lock is
taken at the end of the transaction, after every row's lock, so that it is short and no two transactions wait for each
other.
Data are identifiers and states only: events travel to browsers and stay in the table until they are purged.
Leaves out: delivery over HTTP (sse.py).
"""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.background import ended
from agent.service.clock import Clock, utc_now
from agent.service.columns import BigId, Json, UtcDateTime
from agent.service.database import Database, Transaction
from agent.service.engines import DialectName, one_at_a_time
from agent.service.metrics import Metrics
from agent.service.wakeups import ANY, Listener, Wakeups

EventValue = str | int | bool | None
EventData = Mapping[str, EventValue]

_BATCH = 200
_MAX_VALUE = 200
_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,200}")


@dataclass(frozen=True)
class Event:
    """Something that changed: `type` of `stream`, with the ids and states that name it."""

    id: int
    stream: str
    type: str
    data: EventData
    created_at: datetime


def outbox_table(metadata: sa.MetaData, name: str = "outbox") -> sa.Table:
    """Declares the table; a migration creates it with `schema_steps.create_outbox`."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.String(200), nullable=False),
        sa.Column("type", sa.String(200), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Index(f"ix_{name}_stream_id", "stream", "id"),
        sa.Index(f"ix_{name}_created_at", "created_at"),
        sqlite_autoincrement=True,  # an id is never given twice, also after a purge
    )


class Outbox:
    """The events of one service; `start` and `stop` it with the app."""

    def __init__(
        self,
        database: Database,
        table: sa.Table,
        *,
        metrics: Metrics | None = None,
        clock: Clock = utc_now,
        poll_s: float = 10.0,
    ) -> None:
        self._database = database
        self._table = table
        self._metrics = metrics or Metrics()
        self._clock = clock
        self.poll_s = poll_s
        self._lock_key = zlib.crc32(f"outbox:{table.name}".encode())
        self._wakeups = Wakeups()
        self._stopped = False
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to hear of other processes' events (PostgreSQL; on SQLite the poll finds them)."""
        if self._database.dialect is DialectName.POSTGRESQL and self._listening is None:
            listener = Listener(self._database.url, self._table.name, self._wakeups.wake, self._wakeups.wake_all)
            self._listening = asyncio.create_task(listener.run(), name="outbox listener")

    async def stop(self) -> None:
        """End every subscription and stop listening."""
        self._stopped = True
        self._wakeups.wake_all()
        if self._listening is not None:
            await ended(self._listening)

    def wake_all(self) -> None:
        """Let everybody who waits look again."""
        self._wakeups.wake_all()

    def append(self, transaction: Transaction, stream: str, type: str, data: EventData) -> None:
        """Write an event when, and only if, the transaction commits.

        Raises ValueError if `data` has anything but short identifiers, states and numbers.
        """
        _check(stream, type, data)
        row = {"stream": stream, "type": type, "data": dict(data), "created_at": self._clock()}

        async def write() -> None:
            await one_at_a_time(transaction.connection, self._lock_key)
            if self._database.dialect is DialectName.POSTGRESQL:
                await transaction.connection.execute(sa.select(sa.func.pg_notify(self._table.name, stream)))
            await transaction.connection.execute(self._table.insert().values(row))

        transaction.before_commit(write)
        transaction.after_commit(lambda: self._wakeups.wake(stream))

    async def latest_id(self, stream: str | None = None) -> int:
        """Id of the stream's last event, or of all, 0 if there is none: where to subscribe from, before acting."""
        query = sa.select(sa.func.max(self._table.c.id))
        if stream is not None:
            query = query.where(self._table.c.stream == stream)
        async with self._database.reading() as connection:
            return int(await connection.scalar(query) or 0)

    async def of_all_streams(self, after_id: int, limit: int) -> Sequence[Event]:
        """The first events with greater ids, for who follows everything and keeps count itself."""
        return await self._after(None, after_id, limit)

    @contextmanager
    def news(self) -> Iterator[asyncio.Event]:
        """Is set by an event of any stream: clear it, look, and wait for it `poll_s` at most."""
        with self._wakeups.waiting(ANY) as woken:
            yield woken

    async def subscribe(self, stream: str, after_id: int) -> AsyncIterator[Event]:
        """The stream's events with greater ids, first those that are there, then each as it is committed.

        Ends when the outbox stops. An event that was purged is not delivered; who reads events reads the state first.
        """
        since = self._clock()
        with self._wakeups.waiting(stream) as woken, self._counted():
            while not self._stopped:
                woken.clear()  # before the look, so that what comes during it wakes us again
                events = await self._after(stream, after_id, _BATCH)
                for event in events:
                    if event.created_at >= since:
                        self._metrics.event_delivered((self._clock() - event.created_at).total_seconds())
                    after_id = event.id
                    yield event
                if len(events) < _BATCH and not self._stopped:
                    await wait(woken, self.poll_s)

    async def purge(self, older_than: datetime) -> int:
        """Delete the events written before this moment; answers how many."""
        async with self._database.transaction() as transaction:
            statement = self._table.delete().where(self._table.c.created_at < older_than)
            return (await transaction.connection.execute(statement)).rowcount

    async def _after(self, stream: str | None, after_id: int, limit: int) -> Sequence[Event]:
        table = self._table.c
        query = sa.select(table.id, table.stream, table.type, table.data, table.created_at)
        query = query.where(table.id > after_id).order_by(table.id).limit(limit)
        if stream is not None:
            query = query.where(table.stream == stream)
        async with self._database.reading() as connection:
            return [Event(*row) for row in await connection.execute(query)]

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._metrics.subscribers_changed(1)
        try:
            yield
        finally:
            self._metrics.subscribers_changed(-1)


async def wait(woken: asyncio.Event, timeout_s: float) -> None:
    """For at most so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await woken.wait()


def _check(stream: str, type_: str, data: EventData) -> None:
    if not _NAME.fullmatch(stream) or not _NAME.fullmatch(type_):
        raise ValueError("a stream and a type are identifiers")
    for name, value in data.items():
        if (isinstance(value, str) and len(value) > _MAX_VALUE) or not isinstance(value, str | int | bool | None):
            raise ValueError(f"{name} is not an identifier, a state or a number")
