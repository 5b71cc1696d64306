"""Waiting for a state without polling: a resource is read again whenever its event stream says something.

Source: WHATWG HTML, server-sent events (only `data` lines matter here; the event's content is never trusted as state).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx

from agent.errors import Problem

RETRY_S = 0.2


class NothingHappened(Problem):
    """A state that was waited for did not come in time."""

    code = "nothing-happened"
    status = HTTPStatus.GATEWAY_TIMEOUT
    next_step = "Look into the logs below the data directory."


async def until[T](
    client: httpx.AsyncClient, events_path: str, read: Callable[[], Awaitable[T | None]], *, timeout_s: float, what: str
) -> T:
    """What `read` gives once it is not None: read at once, and after every event of the stream.

    Raises NothingHappened after `timeout_s`. A stream that ends (the service restarts) is opened again.
    """
    beat = asyncio.Event()
    listening = asyncio.create_task(_listen(client, events_path, beat))
    try:
        async with asyncio.timeout(timeout_s):
            return await _read_at_each(beat, read)
    except TimeoutError:
        raise NothingHappened(f"{what} within {timeout_s:g} s.") from None
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _read_at_each[T](beat: asyncio.Event, read: Callable[[], Awaitable[T | None]]) -> T:
    while True:
        await beat.wait()
        beat.clear()
        try:
            if (found := await read()) is not None:
                return found
        except (httpx.TransportError, Problem):
            await asyncio.sleep(RETRY_S)
            beat.set()


async def _listen(client: httpx.AsyncClient, path: str, beat: asyncio.Event) -> None:
    """One beat when the stream is open, so that nothing before the first read is missed, then one an event."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            async with client.stream("GET", path, timeout=httpx.Timeout(10, read=None)) as response:
                if response.is_success:
                    beat.set()
                    async for line in response.aiter_lines():
                        if line.startswith("data:"):
                            beat.set()
        await asyncio.sleep(RETRY_S)
