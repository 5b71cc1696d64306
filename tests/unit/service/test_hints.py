"""The reconciler refreshes at once when hinted at, in rounds in any case, and never one record twice at a time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from agent.errors import AgentUnavailable
from agent.service.hints import Reconciler

START = datetime(2025, 1, 1, tzinfo=UTC)
NEVER_S = 3600.0


class Records:
    """Records whose refreshing can be held back, and that notice when it is done twice at a time."""

    def __init__(self, *open_ids: str) -> None:
        self.open: Sequence[str] = open_ids
        self.refreshed: Counter[str] = Counter()
        self.failures: list[Exception] = []
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.gate = asyncio.Event()
        self.gate.set()
        self.at_work: Counter[str] = Counter()
        self.most_at_once = 0
        self.now = START

    async def open_ids(self) -> Sequence[str]:
        return self.open

    async def refresh(self, record_id: str) -> None:
        assert self.at_work[record_id] == 0, "refreshed twice at the same time"
        self.at_work[record_id] += 1
        self.most_at_once = max(self.most_at_once, self.at_work.total())
        self.begun.put_nowait(record_id)
        try:
            await self.gate.wait()
            self.refreshed[record_id] += 1
            if self.failures:
                raise self.failures.pop(0)
        finally:
            self.at_work[record_id] -= 1

    def reconciler(self, interval_s: float = NEVER_S, concurrency: int = 8) -> Reconciler:
        return Reconciler(self.refresh, self.open_ids, interval_s, concurrency=concurrency, clock=lambda: self.now)

    async def next_begun(self) -> str:
        return await asyncio.wait_for(self.begun.get(), 5)


@pytest.mark.asyncio
async def test_every_open_record_is_refreshed_at_the_start_without_any_hint() -> None:
    records = Records("a", "b")
    reconciler = records.reconciler()
    await reconciler.start()
    assert {await records.next_begun(), await records.next_begun()} == {"a", "b"}
    await reconciler.stop()


@pytest.mark.asyncio
async def test_a_hint_refreshes_at_once_also_a_record_that_is_not_open() -> None:
    records = Records()
    reconciler = records.reconciler()
    reconciler.hint("x")
    assert await records.next_begun() == "x"
    await reconciler.stop()


@pytest.mark.asyncio
async def test_a_hint_for_later_refreshes_without_waiting_for_a_round() -> None:
    records = Records()
    reconciler = records.reconciler()
    reconciler.hint_after("x", timedelta(milliseconds=1))
    assert await records.next_begun() == "x"
    await reconciler.stop()


@pytest.mark.asyncio
async def test_hints_during_a_refresh_lead_to_exactly_one_more() -> None:
    records = Records()
    records.gate.clear()
    reconciler = records.reconciler()
    reconciler.hint("x")
    await records.next_begun()
    for _ in range(5):
        reconciler.hint("x")
    records.open = ["x"]
    going_on = asyncio.create_task(reconciler.round())
    await asyncio.sleep(0)
    records.gate.set()
    await going_on
    assert records.refreshed == {"x": 2}
    await reconciler.stop()


@pytest.mark.asyncio
async def test_a_round_does_not_repeat_a_refresh_that_is_going_on() -> None:
    records = Records("x")
    records.gate.clear()
    reconciler = records.reconciler()
    reconciler.hint("x")
    await records.next_begun()
    going_on = asyncio.create_task(reconciler.round())
    await asyncio.sleep(0)
    records.gate.set()
    await going_on
    assert records.refreshed == {"x": 1}
    await reconciler.stop()


@pytest.mark.asyncio
async def test_no_more_than_the_given_number_of_records_are_refreshed_at_once() -> None:
    records = Records(*map(str, range(20)))
    await records.reconciler(concurrency=3).round()
    assert records.refreshed.total() == 20
    assert records.most_at_once <= 3


@pytest.mark.asyncio
@pytest.mark.parametrize("record_id", ["new", "19"])
async def test_a_hint_does_not_wait_until_a_long_round_has_come_to_its_end(record_id: str) -> None:
    records = Records(*map(str, range(20)))
    records.gate.clear()
    reconciler = records.reconciler(concurrency=4)
    going_on = asyncio.create_task(reconciler.round())
    assert await records.next_begun() == "0"
    reconciler.hint(record_id)
    assert await records.next_begun() == record_id
    records.gate.set()
    await going_on
    assert records.refreshed["18"] == 1
    await reconciler.stop()


@pytest.mark.asyncio
@pytest.mark.parametrize("failure", [AgentUnavailable("No answer."), RuntimeError("unforeseen")])
async def test_a_refresh_that_fails_is_tried_again_in_the_next_round(failure: Exception) -> None:
    records = Records("x")
    records.failures = [failure]
    reconciler = records.reconciler(interval_s=0.001)
    await reconciler.start()
    assert [await records.next_begun(), await records.next_begun()] == ["x", "x"]
    await reconciler.stop()


@pytest.mark.asyncio
async def test_rounds_go_on_after_the_list_of_open_records_could_not_be_read() -> None:
    records = Records("x")
    answers: list[Exception] = [AgentUnavailable("No answer."), RuntimeError("unforeseen")]

    async def open_ids() -> Sequence[str]:
        if answers:
            raise answers.pop(0)
        return ["x"]

    reconciler = Reconciler(records.refresh, open_ids, 0.001)
    await reconciler.start()
    assert await records.next_begun() == "x"
    await reconciler.stop()


@pytest.mark.asyncio
async def test_an_old_record_is_looked_at_ever_more_rarely_until_a_hint_makes_it_young() -> None:
    records = Records("x")
    reconciler = records.reconciler()
    for second in range(0, 3600, 5):
        records.now = START + timedelta(seconds=second)
        await reconciler.round()
    in_the_first_hour = records.refreshed["x"]
    assert 20 < in_the_first_hour < 80  # of 720 rounds
    reconciler.hint("x")
    await reconciler.round()
    for second in range(5, 30, 5):
        records.now = START + timedelta(hours=1, seconds=second)
        await reconciler.round()
    assert records.refreshed["x"] >= in_the_first_hour + 4
    await reconciler.stop()


@pytest.mark.asyncio
async def test_nothing_goes_on_after_a_stop() -> None:
    records = Records("x")
    records.gate.clear()
    reconciler = records.reconciler()
    await reconciler.start()
    await records.next_begun()
    await asyncio.wait_for(reconciler.stop(), 5)
    reconciler.hint("x")
    assert records.at_work.total() == 0
    assert records.refreshed == {}


@pytest.mark.asyncio
async def test_a_refresh_that_hangs_is_given_up_and_does_not_keep_its_place() -> None:
    records = Records("x")
    records.gate.clear()
    reconciler = Reconciler(records.refresh, records.open_ids, NEVER_S, concurrency=1, refresh_timeout_s=0.01)
    await asyncio.wait_for(reconciler.round(), 5)
    assert records.at_work.total() == 0
