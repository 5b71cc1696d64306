"""One at a time for each name."""

import asyncio

import pytest

from issuer.services.locks import NamedLocks

pytestmark = pytest.mark.asyncio


async def test_one_name_admits_one_at_a_time_and_another_name_does_not_wait() -> None:
    locks, order, inside = NamedLocks(), list[str](), asyncio.Event()
    leave = asyncio.Event()

    async def first() -> None:
        async with locks.of("a"):
            inside.set()
            await leave.wait()
            order.append("first")

    async def second() -> None:
        async with locks.of("a"):
            order.append("second")

    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    await inside.wait()
    async with locks.of("b"):
        order.append("other name")
    leave.set()
    await asyncio.gather(*tasks)
    assert order == ["other name", "first", "second"]


async def test_a_lock_that_nobody_holds_is_forgotten() -> None:
    locks = NamedLocks()
    async with locks.of("a"):
        assert len(locks._locks) == 1
    assert len(locks._locks) == 0
