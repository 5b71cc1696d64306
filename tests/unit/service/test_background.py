"""Work beside the requests."""

import asyncio

import pytest

from agent.service.background import beside, ended


@pytest.mark.asyncio
async def test_work_that_fails_is_begun_again_and_work_that_is_done_is_not() -> None:
    begun: list[str] = []
    thrice = asyncio.Event()

    async def failing() -> None:
        begun.append("failing")
        if begun.count("failing") == 3:
            thrice.set()
        raise RuntimeError("unforeseen")

    async def done() -> None:
        begun.append("done")

    async with beside(failing, done, restart_pause_s=0):
        await asyncio.wait_for(thrice.wait(), 5)
    assert begun.count("done") == 1


@pytest.mark.asyncio
async def test_work_ends_with_the_block() -> None:
    ended = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with beside(endless):
        await asyncio.sleep(0)
        assert not ended.is_set()
    assert ended.is_set()


@pytest.mark.asyncio
async def test_work_ends_also_if_the_first_cancellation_was_taken_for_a_failure() -> None:
    begun = 0

    async def mistaken() -> None:
        nonlocal begun
        while True:
            begun += 1
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if begun > 1:
                    raise

    task = asyncio.create_task(mistaken())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await ended(task, again_s=0.01)
    assert (begun, task.cancelled()) == (2, True)
