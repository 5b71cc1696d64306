"""Reads that many share: each caller gets what was read after it asked, or, in an outage, what is kept."""

import asyncio

import pytest

from agent.ledger.shared_reads import SharedReads

pytestmark = pytest.mark.asyncio


class Silence(Exception):
    pass


class Source:
    """Answers with the number of the read, once it is let; or is silent."""

    def __init__(self) -> None:
        self.begun = 0
        self.kept: int | None = None
        self.silent = False
        self.let = asyncio.Event()
        self.let.set()

    async def read(self) -> int:
        self.begun += 1
        number = self.begun
        await self.let.wait()
        if self.silent:
            raise Silence
        self.kept = number
        return number


@pytest.fixture
def source() -> Source:
    return Source()


def shared(patience_s: float = 60, once_silent_s: float = 60) -> SharedReads[str, int]:
    return SharedReads((Silence,), patience_s=patience_s, once_silent_s=once_silent_s)


async def ask(reads: SharedReads[str, int], source: Source, key: str = "registry") -> int:
    return await reads.read(key, source.read, lambda: source.kept)


async def begun(source: Source, number: int) -> None:
    async with asyncio.timeout(5):
        while source.begun < number:
            await asyncio.sleep(0)


async def test_nobody_gets_what_was_read_before_it_asked(source: Source) -> None:
    reads = shared()
    source.let.clear()
    first = asyncio.create_task(ask(reads, source))
    await begun(source, 1)
    later = [asyncio.create_task(ask(reads, source)) for _ in range(49)]
    await asyncio.sleep(0)
    source.let.set()
    assert await first == 1
    assert set(await asyncio.gather(*later)) == {2}
    assert source.begun == 2
    assert await ask(reads, source) == 3


async def test_what_is_of_another_key_is_read_by_itself(source: Source) -> None:
    reads = shared()
    assert sorted(await asyncio.gather(ask(reads, source, "a"), ask(reads, source, "b"))) == [1, 2]


async def test_in_an_outage_the_kept_one_is_given(source: Source) -> None:
    reads = shared()
    assert await ask(reads, source) == 1
    source.silent = True
    assert await ask(reads, source) == 1
    source.silent = False
    assert await ask(reads, source) == 3, "asked anew as soon as it answers"


async def test_where_nothing_is_kept_all_callers_hear_of_the_silence(source: Source) -> None:
    source.silent = True
    told = await asyncio.gather(*(ask(shared(), source) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [Silence] * 3


async def test_what_is_no_silence_is_told_although_something_is_kept(source: Source) -> None:
    async def unknown() -> int:
        raise LookupError

    source.kept = 1
    with pytest.raises(LookupError):
        await shared().read("registry", unknown, lambda: source.kept)


async def test_a_slow_read_is_not_waited_for_but_goes_on_for_the_next_caller(source: Source) -> None:
    reads = shared(patience_s=0.01, once_silent_s=0.01)
    source.kept = 0
    source.let.clear()
    assert await ask(reads, source) == 0
    assert source.begun == 1
    source.let.set()
    async with asyncio.timeout(5):
        while source.kept == 0:
            await asyncio.sleep(0)
    assert source.kept == 1


async def test_a_ledger_that_was_silent_is_waited_for_less(source: Source) -> None:
    reads = shared(patience_s=60, once_silent_s=0.01)
    source.kept, source.silent = 0, True
    assert await ask(reads, source) == 0
    source.let.clear()
    async with asyncio.timeout(5):
        assert await ask(reads, source) == 0


async def test_a_caller_that_goes_away_takes_nothing_from_the_others(source: Source) -> None:
    reads = shared()
    source.let.clear()
    both = [asyncio.create_task(ask(reads, source)) for _ in range(2)]
    await begun(source, 1)
    both[0].cancel()
    source.let.set()
    assert await both[1] == 1
