"""One card has one state, and its holder is told once of what came about."""

from datetime import date

import pytest

from wallet_api.domain.card_state import CardState, news, seen, state_of

TODAY = date(2026, 11, 25)
V, U, E, R, X = CardState.VALID, CardState.UNKNOWN, CardState.EXPIRING, CardState.REPLACED, CardState.REVOKED


@pytest.mark.parametrize(
    ("revoked", "replaced", "until", "state"),
    [
        (True, True, date(2020, 1, 1), CardState.REVOKED),
        (False, True, date(2020, 1, 1), CardState.REPLACED),
        (None, True, None, CardState.REPLACED),
        (False, False, date(2026, 11, 24), CardState.EXPIRED),
        (None, False, date(2026, 11, 24), CardState.EXPIRED),
        (False, False, date(2026, 11, 25), CardState.EXPIRING),
        (False, False, date(2026, 12, 25), CardState.EXPIRING),
        (False, False, date(2026, 12, 26), CardState.VALID),
        (None, False, date(2026, 12, 26), CardState.UNKNOWN),
        (False, False, None, CardState.VALID),
    ],
)
def test_what_weighs_most_is_the_state(
    revoked: bool | None, replaced: bool, until: date | None, state: CardState
) -> None:
    assert state_of(revoked=revoked, replaced=replaced, until=until, today=TODAY) is state


@pytest.mark.parametrize(
    ("before", "now", "after", "told"),
    [
        ({}, {"a": V}, {"a": V}, {}),
        ({"a": V}, {"a": E}, {"a": E}, {"a": E}),
        ({"a": E}, {"a": E}, {"a": E}, {}),
        ({"a": E}, {"a": X}, {"a": X}, {"a": X}),
        ({"a": X}, {"a": U}, {"a": X}, {}),
        ({"a": V}, {"a": U}, {"a": V}, {}),
        ({}, {"a": U}, {"a": U}, {}),
        ({"a": V, "b": R}, {"a": R}, {"a": R}, {"a": R}),
        ({"a": E}, {"a": CardState.EXPIRED}, {"a": CardState.EXPIRED}, {}),
    ],
)
def test_a_change_is_told_once_and_what_cannot_be_told_changes_nothing(
    before: dict[str, CardState], now: dict[str, CardState], after: dict[str, CardState], told: dict[str, CardState]
) -> None:
    assert seen(before, now) == after
    assert news(before, seen(before, now)) == told
