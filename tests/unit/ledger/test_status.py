"""What follows from the answers of validators."""

import pytest

from agent.ledger.status import LedgerStatus, ValidatorStatus


def status(*sizes: int | None, roots: str | None = None) -> LedgerStatus:
    validators = tuple(
        ValidatorStatus(f"Node{number}", False)
        if size is None
        else ValidatorStatus(f"Node{number}", True, size, roots[number - 1] if roots else f"root of {size}")
        for number, size in enumerate(sizes, start=1)
    )
    return LedgerStatus("city", "00", validators)


@pytest.mark.parametrize(
    ("sizes", "size"),
    [
        ((9, 9, 9, 9), 9),
        ((9, 9, 7, 7), 9),
        ((1000, 9, 9, 8), 9),  # one may lie
        ((9, None, None, 8), 8),
        ((9, None, None, None), None),
        ((None, None, None, None), None),
        ((5, 9, 9, 9, 9, 8, None), 9),
    ],
)
def test_the_size_is_one_that_an_honest_validator_has(sizes: tuple[int | None, ...], size: int | None) -> None:
    assert status(*sizes).domain_size == size


@pytest.mark.parametrize(
    ("sizes", "up", "writable"),
    [((9, 9, 9, 9), 4, True), ((9, None, 9, 9), 3, True), ((9, None, None, 9), 2, False), ((9,), 1, True)],
)
def test_a_ledger_takes_writes_while_no_more_than_f_are_down(
    sizes: tuple[int | None, ...], up: int, writable: bool
) -> None:
    assert (status(*sizes).validators_up, status(*sizes).writable) == (up, writable)


def test_roots_agree_only_if_all_that_are_up_have_the_same_root_and_size() -> None:
    assert status(9, 9, None, 9).roots_agree
    assert not status(9, 9, 8, 9).roots_agree
    assert not status(9, 9, 9, 9, roots="aaab").roots_agree
    assert not status(None, None, None, None).roots_agree
