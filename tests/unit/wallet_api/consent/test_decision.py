"""The decision agrees with the table that was written before it, and each of its steps is needed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.wallet_api.consent.table import Case, cases
from wallet_api.domain.consent import decision
from wallet_api.domain.consent.asking import Purpose, Standing
from wallet_api.domain.consent.consent import EmergencyCard, Period, StandingDenial, State, state_at
from wallet_api.domain.consent.decision import Decision, Deny, Permit, decide
from wallet_api.domain.consent.reason import NOT_PERMITTED, Reason, told

CASES = cases()
BY_NAME = {case.what: case for case in CASES}
FIRST = CASES[0]
SOURCE = Path(decision.__file__).read_text()
_CALLED = re.compile(r"^ .*?\b(_\w+)\(.*  # (\d+)$", re.MULTILINE)
_LISTED = re.compile(r"^    (_\w+),  # (\d+)$", re.MULTILINE)


def outcome(case: Case, decide: Callable[..., Decision] = decide) -> tuple[str, str, str]:
    found = decide(case.consents, case.denials, case.asking, case.now)
    return ("permit", "", "") if isinstance(found, Permit) else ("deny", found.reason.value, found.told)


def test_there_are_more_than_a_hundred_cases_and_each_reason_is_among_them() -> None:
    assert len(CASES) >= 100
    assert len(BY_NAME) == len(CASES)
    assert {case.reason for case in CASES} == {"", *Reason}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_the_decision_is_the_tables(case: Case) -> None:
    assert outcome(case) == (case.outcome, case.reason, case.told)


STEPS = {
    "_covers": "4", **dict(_CALLED.findall(SOURCE)), **dict(_LISTED.findall(SOURCE)),
}  # fmt: skip


def test_the_source_marks_each_step_that_it_lists() -> None:
    listed = re.findall(r"^ ?(\d+)\. ", SOURCE, re.MULTILINE)
    assert sorted(STEPS.values(), key=int) == listed


def _without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def passes(*_: Any) -> None: ...

    def any_card(cards: Any, *_: Any) -> EmergencyCard:
        return next(iter(cards), EmergencyCard("x", "anna", State.GRANTED, Period(FIRST.now, None)))

    if name == "_covers":
        monkeypatch.setattr(StandingDenial, "covers", lambda *_: False)
    elif name == "_card_of":
        monkeypatch.setattr(decision, name, any_card)
    elif any(step.__name__ == name for step in decision._STEPS):
        kept = tuple(passes if step.__name__ == name else step for step in decision._STEPS)
        monkeypatch.setattr(decision, "_STEPS", kept)
    else:
        monkeypatch.setattr(decision, name, passes)


@pytest.mark.parametrize("name", STEPS)
def test_without_any_one_step_something_would_be_permitted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # an item that no consent names has no sensitivity either: step 10 refuses it too, by another name
    _without(monkeypatch, name)
    changed = [case for case in CASES if outcome(case)[:2] != (case.outcome, case.reason)]
    assert changed
    assert name == "_of_this_item" or any(outcome(case)[0] == "permit" for case in changed)


def test_a_permit_says_until_when() -> None:
    found = decide(FIRST.consents, [], FIRST.asking, FIRST.now)
    assert found == Permit("dr-30d", FIRST.now + timedelta(days=29))
    broken = BY_NAME["the glass broken by a doctor"]
    found = decide(broken.consents, [], broken.asking, broken.now)
    assert found == Permit("card", broken.now + timedelta(hours=24))


def test_a_broken_glass_is_mended_where_the_card_ends_before() -> None:
    broken = BY_NAME["the glass broken by a doctor"]
    (card,) = broken.consents
    ends = replace(card, period=replace(card.period, end=broken.now + timedelta(hours=1)))
    assert decide([ends], [], broken.asking, broken.now) == Permit("card", broken.now + timedelta(hours=1))
    assert decide([ends], [], replace(broken.asking, signed_at=broken.now + timedelta(hours=1)),
                  broken.now + timedelta(hours=1)) == Deny(Reason.NO_EMERGENCY_CARD, NOT_PERMITTED)  # fmt: skip


def test_of_two_that_come_equally_far_the_first_gives_the_reason() -> None:
    withdrawn, superseded = (BY_NAME[name].consents[0] for name in ("withdrawn", "replaced by another"))
    for given, reason in (([withdrawn, superseded], "withdrawn"), ([superseded, withdrawn], "superseded")):
        found = decide(given, [], FIRST.asking, FIRST.now)
        assert isinstance(found, Deny) and found.reason == reason


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("standing", Standing)
def test_no_purpose_and_no_standing_breaks_the_decision(purpose: Purpose, standing: Standing) -> None:
    asking = replace(FIRST.asking, purpose=purpose, asker=replace(FIRST.asking.asker, standing=standing))
    permitted = purpose is Purpose.TREATMENT and standing is Standing.PROVEN
    assert isinstance(decide(FIRST.consents, [], asking, FIRST.now), Permit) is permitted


@pytest.mark.parametrize("reason", Reason)
def test_an_asker_is_told_of_the_patients_own_only_that_it_is_not_permitted(reason: Reason) -> None:
    assert told(reason) in (reason.value, NOT_PERMITTED)


@pytest.mark.parametrize("state", State)
def test_a_period_that_is_over_expires_what_was_in_force_and_nothing_else(state: State) -> None:
    period = Period(FIRST.now, FIRST.now + timedelta(days=1))
    in_force = state in (State.GRANTED, State.AMENDED)
    assert state_at(state, period, FIRST.now + timedelta(hours=23, minutes=59)) is state
    assert state_at(state, period, FIRST.now + timedelta(days=1)) is (State.EXPIRED if in_force else state)
    assert state_at(state, Period(FIRST.now, None), FIRST.now + timedelta(days=9999)) is state
    assert state_at(state, None, FIRST.now) is state


def test_why_the_glass_was_broken_is_in_no_text_of_it() -> None:
    assert "Unconscious" not in repr(BY_NAME["the glass broken by a doctor"].asking)
