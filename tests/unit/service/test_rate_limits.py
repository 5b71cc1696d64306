"""How often one address may call."""

import pytest

from agent.service import rate_limits
from agent.service.rate_limits import RateLimit, TooManyCalls


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def calls(limit: RateLimit, count: int, address: str = "a") -> int:
    """How many of these pass."""
    passed = 0
    for _ in range(count):
        try:
            limit.take(address)
            passed += 1
        except TooManyCalls:
            pass
    return passed


def test_a_burst_passes_and_then_so_many_a_minute() -> None:
    clock = Clock()
    limit = RateLimit(5, per_minute=6, now_s=clock)
    assert calls(limit, 10) == 5
    clock.now_s = 20
    assert calls(limit, 10) == 2
    clock.now_s = 3600
    assert calls(limit, 10) == 5, "no more than a burst is ever saved up"


def test_one_address_does_not_shut_out_another() -> None:
    limit = RateLimit(1, per_minute=1, now_s=Clock())
    assert calls(limit, 3, "a") == 1
    assert calls(limit, 3, "b") == 1


def test_knocking_on_does_not_make_it_longer() -> None:
    clock = Clock()
    limit = RateLimit(1, per_minute=60, now_s=clock)
    assert calls(limit, 50) == 1
    clock.now_s = 1
    assert calls(limit, 1) == 1


def test_addresses_without_number_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_ADDRESSES", 10)
    limit = RateLimit(1, per_minute=1, now_s=Clock())
    assert all(calls(limit, 1, str(number)) for number in range(100))
    assert len(limit._buckets) <= 10
