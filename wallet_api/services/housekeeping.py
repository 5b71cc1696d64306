"""Deleting what is of no more use: ended sessions, old events. Once an hour, and once at the start."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from agent.errors import Problem
from agent.service.clock import Clock
from agent.service.logging import get_logger
from agent.service.outbox import Outbox
from wallet_api.services.sessions import Sessions

INTERVAL_S = 3600.0
log = get_logger(__name__)


class Housekeeping:
    def __init__(self, sessions: Sessions, outbox: Outbox, events_kept: timedelta, clock: Clock) -> None:
        self._sessions = sessions
        self._outbox = outbox
        self._events_kept = events_kept
        self._clock = clock
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="housekeeping")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    async def once(self) -> None:
        await self._sessions.purge()
        await self._outbox.purge(self._clock() - self._events_kept)

    async def _run(self) -> None:
        while True:
            try:
                await self.once()
            except Problem as problem:
                log.warning("housekeeping.failed", code=problem.code)
            except Exception as error:  # noqa: BLE001 - the edge of a background task, which must go on
                log.failure("housekeeping.failed", error)
            await asyncio.sleep(INTERVAL_S)
