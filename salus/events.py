"""Waiting for a state without polling: a resource is read again whenever its event stream says something.

Source: WHATWG HTML, server-sent events (only `data` lines matter here; the event's content is never trusted as state).
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from http import HTTPStatus

import httpx

from agent.errors import Problem


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
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                try:
                    async with aclosing(_beats(client, events_path)) as beats:  # or its connection is closed late
                        async for _ in beats:
                            if (found := await read()) is not None:
                                return found
                except (httpx.TransportError, Problem):
                    await asyncio.sleep(0.2)
    except TimeoutError:
        raise NothingHappened(f"{what} within {timeout_s:g} s.") from None


async def _beats(client: httpx.AsyncClient, path: str) -> AsyncGenerator[None]:
    """One beat when the stream is open, so that nothing before the first read is missed, then one an event."""
    async with client.stream("GET", path, timeout=httpx.Timeout(10, read=None)) as response:
        if not response.is_success:
            raise NothingHappened(f"The event stream answered {response.status_code}.")
        yield
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                yield
