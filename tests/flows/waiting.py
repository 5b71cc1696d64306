"""Waiting in tests: for a condition, with a limit."""

import asyncio
from collections.abc import Awaitable, Callable


async def eventually[T](look: Callable[[], Awaitable[T | None]], timeout_s: float = 30.0) -> T:
    async with asyncio.timeout(timeout_s):
        while (found := await look()) is None:
            await asyncio.sleep(0.1)
        return found
