"""Work beside the requests: begun with the service, ended with it; what fails unforeseen is logged and begun again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from agent.service.logging import get_logger

Work = Callable[[], Awaitable[None]]
"""Goes on until it is cancelled, or ends by itself when nothing is left to do."""
RESTART_PAUSE_S = 5.0
AGAIN_S = 5.0
log = get_logger(__name__)


@asynccontextmanager
async def beside(*works: Work, restart_pause_s: float = RESTART_PAUSE_S) -> AsyncIterator[None]:
    """All of these at work inside the block; cancelled and awaited after it."""
    tasks = [asyncio.create_task(_kept_up(work, restart_pause_s), name=work.__qualname__) for work in works]
    try:
        yield
    finally:
        await ended(*tasks)


async def ended(*tasks: asyncio.Task[None], again_s: float = AGAIN_S) -> None:
    """Cancel them until each is over.

    Once is not always enough: a database's driver that is cancelled while it tidies up may fail in another way, and
    the loop around it takes that for a failure and goes on.
    """
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=again_s)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _kept_up(work: Work, restart_pause_s: float) -> None:
    while True:
        try:
            return await work()
        except Exception as failure:  # noqa: BLE001 - the edge of a background task, which must go on
            log.failure("background.failed", failure)
            await asyncio.sleep(restart_pause_s)
