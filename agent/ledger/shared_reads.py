"""Reads of what changes, for many callers at once, and through an outage of the ledger.

Decides: a caller gets what was read after it asked, as if it had read alone; who asks while the same is being read
shares the next read, since the one under way may have begun before a revocation. Where no answer comes soon, a caller
gets what is kept from before; the read goes on for the next caller. A ledger that was silent a moment ago is waited
for less. Where nothing is kept, a caller waits to the end.
Leaves out: what is kept, and how old is too old.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

PATIENCE_S = 4.0
"""One validator that is down costs a read 3 s (`ack_timeout` of the client): that is no outage."""
ONCE_SILENT_S = 0.5
"""A ledger that is well answers in some 30 ms."""


@dataclass
class _Turn[V]:
    began: bool = False
    task: asyncio.Task[V] = field(init=False)


class SharedReads[K: Hashable, V]:
    """All reads of one ledger."""

    def __init__(
        self,
        silence: tuple[type[Exception], ...],
        *,
        patience_s: float = PATIENCE_S,
        once_silent_s: float = ONCE_SILENT_S,
    ) -> None:
        """`silence`: what a read raises when the ledger gives no answer."""
        self._silence = silence
        self._in_vain: tuple[type[Exception], ...] = (TimeoutError, *silence)
        self._patience_s = patience_s
        self._once_silent_s = once_silent_s
        self._turns: dict[K, _Turn[V]] = {}
        self._silent = False

    async def read(self, key: K, read: Callable[[], Awaitable[V]], kept: Callable[[], V | None]) -> V:
        """What `read` answers, or what is kept. `read` may be another caller's of the same key.

        Raises what the read raises; silence only where nothing is kept.
        """
        turn = self._join(key, read)
        limit_s = self._once_silent_s if self._silent else self._patience_s
        try:
            async with asyncio.timeout(None if kept() is None else limit_s):
                return await asyncio.shield(turn.task)
        except self._in_vain:
            found = kept()
            if found is None:
                raise
            self._silent = True
            return found

    def _join(self, key: K, read: Callable[[], Awaitable[V]]) -> _Turn[V]:
        last = self._turns.get(key)
        if last is not None and not last.began:
            return last
        turn = self._turns[key] = _Turn[V]()
        turn.task = asyncio.create_task(self._take(key, turn, last, read), name="shared read")
        turn.task.add_done_callback(_look)
        return turn

    async def _take(self, key: K, turn: _Turn[V], before: _Turn[V] | None, read: Callable[[], Awaitable[V]]) -> V:
        try:
            if before is not None:
                await asyncio.wait([before.task])
            turn.began = True
            started = time.monotonic()
            found = await read()
            self._silent = time.monotonic() - started > self._patience_s
            return found
        except self._silence:
            self._silent = True
            raise
        finally:
            if self._turns.get(key) is turn:
                del self._turns[key]


def _look(task: asyncio.Task[object]) -> None:
    """Its callers may all have gone on with what was kept: then nobody else asks how it ended."""
    if not task.cancelled():
        task.exception()
