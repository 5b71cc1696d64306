"""Finds out what happened to the records that are not yet final: at once when hinted at, and in rounds in any case.

Decides: a webhook is only a hint. `refresh` fetches the record and takes over what it says; so a webhook that is
lost, late, doubled or forged changes nothing but the moment. A young record is looked at each round, an old one ever
more rarely (after a quarter of its age, at most every 10 minutes). One record is never refreshed twice at the same
time. Rounds keep but a quarter of the places, and come to one record after the other: somebody waits for what a hint
is about, and nobody for a round.
Leaves out: what a record is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.errors import Problem
from agent.service.background import ended
from agent.service.clock import Clock, utc_now
from agent.service.logging import get_logger
from agent.service.metrics import Metrics

Refresh = Callable[[str], Awaitable[None]]
"""Fetches the record of this id and takes over its state; harmless to repeat, and for an id that is not known."""
OpenIds = Callable[[], Awaitable[Sequence[str]]]
"""Ids of the records that are not yet final."""

_LONGEST_PAUSE = timedelta(minutes=10)
_PAUSE_SHARE = 0.25
log = get_logger(__name__)


@dataclass(frozen=True)
class _Watched:
    """A record that the rounds look at: since when, and when next."""

    since: datetime
    due: datetime


class Reconciler:
    """Keeps the service's records in step with its agent's."""

    def __init__(
        self,
        refresh: Refresh,
        open_ids: OpenIds,
        interval_s: float,
        *,
        concurrency: int = 8,
        refresh_timeout_s: float = 60.0,
        metrics: Metrics | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._refresh = refresh
        self._open_ids = open_ids
        self._interval_s = interval_s
        self._slots = asyncio.Semaphore(concurrency)
        self._at_once_in_a_round = max(1, concurrency // 4)
        self._refresh_timeout_s = refresh_timeout_s
        self._metrics = metrics or Metrics()
        self._clock = clock
        self._watched: dict[str, _Watched] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._rounds: asyncio.Task[None] | None = None
        self._stopped = False

    def hint(self, record_id: str) -> None:
        """Something of this record may have changed: refresh it now, or once more if that is going on."""
        self._watched.pop(record_id, None)  # it lives: the next round counts it as young
        self._begin(record_id, again=True)

    def hint_after(self, record_id: str, pause: timedelta) -> None:
        """The same later; after a stop the rounds of the next start do it."""
        asyncio.get_running_loop().call_later(pause.total_seconds(), self.hint, record_id)

    async def start(self) -> None:
        """Begin with a round at once, then one each interval."""
        if self._rounds is None:
            self._stopped = False
            self._rounds = asyncio.create_task(self._run(), name="reconciler")

    async def stop(self) -> None:
        """Begin nothing more; what is going on is cancelled and awaited."""
        self._stopped = True
        tasks = [*self._running.values(), *([self._rounds] if self._rounds else [])]
        self._rounds = None
        await ended(*tasks)

    async def round(self) -> None:
        """Refresh every open record that is due, and wait until that is done."""
        due = iter(self._due(await self._open_ids()))
        await asyncio.gather(*(self._refresh_each(due) for _ in range(self._at_once_in_a_round)))

    async def _refresh_each(self, due: Iterator[str]) -> None:
        for record_id in due:
            task = self._begin(record_id, again=False)
            if task is not None:
                await asyncio.wait([task])

    async def _run(self) -> None:
        while True:
            await self._guarded_round()
            await asyncio.sleep(self._interval_s)

    async def _guarded_round(self) -> None:
        try:
            await self.round()
        except Problem as problem:
            log.warning("reconciler.round_failed", code=problem.code)
        except Exception as error:  # noqa: BLE001 - the edge of a background task, which must go on
            log.failure("reconciler.round_failed", error)

    def _due(self, open_ids: Sequence[str]) -> Sequence[str]:
        now = self._clock()
        self._metrics.open_records(len(open_ids))
        before = {record_id: self._watched.get(record_id, _Watched(now, now)) for record_id in open_ids}
        due = [record_id for record_id, watched in before.items() if watched.due <= now]
        self._watched = before | {record_id: _next(before[record_id], now) for record_id in due}
        return due

    def _begin(self, record_id: str, *, again: bool) -> asyncio.Task[None] | None:
        if self._stopped:
            return None
        task = self._running.get(record_id)
        if task is None:
            task = asyncio.create_task(self._refresh_until_quiet(record_id), name="refresh")
            self._running[record_id] = task
        elif again:
            self._again.add(record_id)
        return task

    async def _refresh_until_quiet(self, record_id: str) -> None:
        try:
            while True:
                async with self._slots:
                    self._again.discard(record_id)  # hints until here are answered by what begins now
                    await self._refresh_once(record_id)
                if record_id not in self._again:
                    return
        finally:
            self._again.discard(record_id)
            del self._running[record_id]

    async def _refresh_once(self, record_id: str) -> None:
        try:
            async with asyncio.timeout(self._refresh_timeout_s):
                await self._refresh(record_id)
        except Problem as problem:
            self._metrics.refreshed(problem.code)
            log.warning("reconciler.refresh_failed", record_id=record_id, code=problem.code)
        except Exception as error:  # noqa: BLE001 - the edge of a background task, which must go on
            self._metrics.refreshed("internal")
            log.failure("reconciler.refresh_failed", error, record_id=record_id)
        else:
            self._metrics.refreshed("ok")


def _next(watched: _Watched, now: datetime) -> _Watched:
    return _Watched(watched.since, now + min((now - watched.since) * _PAUSE_SHARE, _LONGEST_PAUSE))
