"""Who waits for which stream, and the connection over which PostgreSQL tells of other processes' events.

Decides: a wake-up says only "look again"; what there is to see is read from the table. So a wake-up too many is
harmless, and for one too few there is the slow poll (outbox.py).
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import URL

from agent.service.logging import get_logger

_FIRST_RETRY_S = 0.2
_LAST_RETRY_S = 10.0
log = get_logger(__name__)


ANY = ""
"""The stream to wait for that stands for all of them."""


class Wakeups:
    """Waiters by stream."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, stream: str) -> None:
        for waiter in (*self._waiting.get(stream, ()), *self._waiting.get(ANY, ())):
            waiter.set()

    def wake_all(self) -> None:
        for stream in list(self._waiting):
            self.wake(stream)

    @contextmanager
    def waiting(self, stream: str) -> Iterator[asyncio.Event]:
        waiter = asyncio.Event()
        self._waiting[stream].add(waiter)
        try:
            yield waiter
        finally:
            self._waiting[stream].discard(waiter)
            if not self._waiting[stream]:
                del self._waiting[stream]


class Listener:
    """Listens on one channel of PostgreSQL and comes back when the connection is lost."""

    def __init__(
        self, url: URL, channel: str, on_notify: Callable[[str], None], on_connected: Callable[[], None]
    ) -> None:
        # libpq finds a peer that is silently gone only if it is asked now and then.
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._channel = channel
        self._on_notify = on_notify
        self._on_connected = on_connected

    async def run(self) -> None:
        """Until cancelled."""
        retry_s = _FIRST_RETRY_S
        while True:
            try:
                async with await self._connect() as connection:
                    retry_s = _FIRST_RETRY_S
                    # Whatever was written while nobody listened is found by looking again.
                    self._on_connected()
                    async for notification in connection.notifies():
                        self._on_notify(notification.payload)
            except psycopg.OperationalError as error:
                log.failure("outbox.listening_lost", error)
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, _LAST_RETRY_S)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        connection = await psycopg.AsyncConnection.connect(
            self._conninfo, autocommit=True, connect_timeout=10, keepalives_idle=30, keepalives_interval=10,
            keepalives_count=3, application_name="salus-outbox",
        )  # fmt: skip
        try:
            await connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self._channel)))
        except psycopg.Error:
            await connection.close()
            raise
        return connection
