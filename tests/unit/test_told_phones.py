"""The benchmark's judgement of what phones heard finds what goes astray."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.told import Deliveries, Heard, Written, judge

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WRITTEN = {1: Written("wallet:a", NOON), 2: Written("wallet:b", NOON), 3: Written("wallet:a", NOON)}


def judged(a: Sequence[int], b: Sequence[int]) -> Deliveries:
    later = NOON + timedelta(milliseconds=250)
    heard = {
        f"wallet:{name}": [Heard(each, "offer.changed", later) for each in ids]
        for name, ids in zip("ab", (a, b), strict=True)
    }
    return judge(WRITTEN, heard)


def test_phones_that_hear_their_own_events_once_are_told_right() -> None:
    assert judged([1, 3], [2]) == Deliveries([0.25, 0.25, 0.25], wrong=0, missed=0, twice=0)


def test_an_event_of_another_wallet_is_a_wrong_delivery() -> None:
    assert judged([1, 2, 3], [2]).wrong == 1


def test_an_event_that_nobody_wrote_is_a_wrong_delivery() -> None:
    assert judged([1, 3, 9], [2]).wrong == 1


def test_an_event_that_did_not_come_is_missed() -> None:
    assert judged([3], [2]).missed == 1


def test_an_event_that_came_again_is_counted() -> None:
    assert judged([1, 3, 3], [2]).twice == 1
