"""One at a time for each name: in a process on both databases, and among processes on PostgreSQL."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.service.engines import parse_url
from agent.service.exclusive import Busy, Exclusive

pytestmark = pytest.mark.asyncio

HOLDER = """
import asyncio, sys
from agent.service.engines import parse_url
from agent.service.exclusive import Exclusive

async def hold():
    async with Exclusive(parse_url(sys.argv[1])).holding("a"):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest_asyncio.fixture
async def exclusive(database_url: str) -> AsyncIterator[Exclusive]:
    exclusive = Exclusive(parse_url(database_url))
    yield exclusive
    await exclusive.close()


@pytest_asyncio.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[Exclusive, Exclusive]]:
    """As two processes have them."""
    one, other = Exclusive(parse_url(postgres_url)), Exclusive(parse_url(postgres_url), wait_s=1)
    yield one, other
    await one.close()
    await other.close()


async def test_one_name_admits_one_at_a_time_and_another_name_does_not_wait(exclusive: Exclusive) -> None:
    order, inside, leave = list[str](), asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with exclusive.holding("a"):
            inside.set()
            await leave.wait()
            order.append("first")

    async def second() -> None:
        async with exclusive.holding("a"):
            order.append("second")

    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    await inside.wait()
    async with exclusive.holding("b"):
        order.append("other name")
    leave.set()
    await asyncio.gather(*tasks)
    assert order == ["other name", "first", "second"]


async def test_a_name_is_free_again_after_a_failure_inside(exclusive: Exclusive) -> None:
    with pytest.raises(ValueError, match="inside"):
        async with exclusive.holding("a"):
            raise ValueError("inside")
    async with asyncio.timeout(5), exclusive.holding("a"):
        pass
    assert len(exclusive._turns) == 0


async def test_waiting_ends_with_a_problem(database_url: str) -> None:
    exclusive = Exclusive(parse_url(database_url), wait_s=1)

    async def second() -> None:
        async with exclusive.holding("a"):
            pass

    await second()
    async with exclusive.holding("a"):
        with pytest.raises(Busy):
            await asyncio.create_task(second())
    await second()
    await exclusive.close()


async def test_what_one_process_holds_no_other_gets(two: tuple[Exclusive, Exclusive]) -> None:
    one, other = two
    async with one.holding("a"):
        with pytest.raises(Busy):
            async with other.holding("a"):
                pass
        async with other.holding("b"):
            pass
    async with other.holding("a"):
        pass


async def test_who_gives_up_waiting_holds_nothing(two: tuple[Exclusive, Exclusive]) -> None:
    one, other = two
    async with one.holding("a"):
        waiting = asyncio.create_task(other.holding("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    for each in (one, other, one):
        async with each.holding("a"):
            pass


async def test_a_holder_that_is_killed_frees_the_name(postgres_url: str) -> None:
    exclusive = Exclusive(parse_url(postgres_url), wait_s=10)
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, postgres_url, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None and await holder.stdout.readline() == b"held\n"
    holder.kill()
    async with exclusive.holding("a"):
        pass
    await holder.wait()
    await exclusive.close()


async def test_many_holders_of_one_name_may_hold_another_inside(exclusive: Exclusive) -> None:
    async def both(number: int) -> None:
        async with exclusive.holding(f"own {number}"), exclusive.holding("shared"):
            pass

    async with asyncio.timeout(20):
        await asyncio.gather(*(both(number) for number in range(30)))
