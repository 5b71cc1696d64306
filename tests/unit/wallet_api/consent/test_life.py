"""A consent goes from one state to the next by an answer that fits, and by nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.wallet_api.consent.records import BLOOD, BLOOD_2, SCAN, THERE, asked
from tests.unit.wallet_api.consent.table import T0
from wallet_api.domain.account import Relation
from wallet_api.domain.consent import life
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.life import Answer, Terms
from wallet_api.domain.consent.record import ConsentRecord

MONTH = Answer(Terms(("b1",), 30), Relation.OWN, T0)
GRANTED = life.granted(asked(), MONTH, THERE)
AMENDED = life.amended(GRANTED, replace(MONTH, terms=Terms(("b2",), None)), THERE)


def test_a_grant_is_of_the_chosen_items_as_they_are_now_and_ends_after_its_days() -> None:
    assert (GRANTED.state, GRANTED.version, GRANTED.items) == (State.GRANTED, 1, (BLOOD,))
    assert (GRANTED.starts_at, GRANTED.ends_at, GRANTED.is_visit) == (T0, T0 + timedelta(days=30), False)
    assert GRANTED.state_at(T0 + timedelta(days=29, hours=23, minutes=59)) is State.GRANTED
    assert GRANTED.state_at(T0 + timedelta(days=30)) is State.EXPIRED


def test_just_this_visit_ends_after_twelve_hours() -> None:
    visit = life.granted(asked(), replace(MONTH, terms=Terms(("b1", "b2", "b1"), None)), THERE)
    assert (visit.is_visit, visit.ends_at, visit.items) == (True, T0 + timedelta(hours=12), (BLOOD, BLOOD_2))


def test_an_amendment_counts_from_its_own_moment() -> None:
    assert (AMENDED.state, AMENDED.version, AMENDED.items, AMENDED.is_visit) == (State.AMENDED, 2, (BLOOD_2,), True)


@pytest.mark.parametrize(
    ("terms", "code"), [(Terms((), 30), "nothing-chosen"), (Terms(("b1", "none"), 30), "not-asked-for"),
                        (Terms((SCAN.id,), 30), "not-asked-for")],
)  # fmt: skip
def test_a_grant_of_nothing_or_of_what_nobody_asked_for_is_refused(terms: Terms, code: str) -> None:
    with pytest.raises((life.NothingChosen, life.NotAskedFor)) as refused:
        life.granted(asked(), replace(MONTH, terms=terms), THERE)
    assert refused.value.code == code


OVER = T0 + timedelta(days=400)
MOVES: dict[str, Callable[[ConsentRecord], ConsentRecord]] = {
    "grant": lambda record: life.granted(record, MONTH, THERE),
    "amend": lambda record: life.amended(record, MONTH, THERE),
    "deny": lambda record: life.denied(record, Relation.OWN, T0),
    "withdraw": lambda record: life.withdrawn(record, Relation.OWN, T0),
}
ALLOWED = {
    ("requested", "grant"), ("requested", "deny"),
    ("granted", "amend"), ("granted", "withdraw"), ("amended", "amend"), ("amended", "withdraw"),
}  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", State)
def test_each_state_lets_through_what_it_should(state: State, move: str) -> None:
    record = replace(GRANTED, state=state)
    if (state.value, move) in ALLOWED:
        assert MOVES[move](record).version == record.version + 1
    else:
        with pytest.raises(life.NotToAnswer):
            MOVES[move](record)


def test_what_has_expired_is_neither_granted_nor_amended_nor_withdrawn() -> None:
    late = replace(MONTH, at=OVER)
    for move in (
        lambda: life.granted(asked(), late, THERE),
        lambda: life.amended(GRANTED, late, THERE),
        lambda: life.withdrawn(GRANTED, Relation.OWN, OVER),
        lambda: life.denied(asked(), Relation.OWN, OVER),
    ):
        with pytest.raises(life.NotToAnswer):
            move()


def test_a_request_lapses_when_nobody_answers() -> None:
    assert asked().state_at(asked().answer_by - timedelta(seconds=1)) is State.REQUESTED
    assert asked().state_at(asked().answer_by) is State.EXPIRED


@pytest.mark.parametrize(
    ("new", "is_it"),
    [
        ({}, True),
        ({"items": (BLOOD, BLOOD_2)}, True),
        ({"items": (BLOOD_2,)}, False),
        ({"purpose": Purpose.RESEARCH}, False),
        ({"recipient": Recipient("Heart Clinic", None, frozenset())}, False),
        ({"wallet_id": "w2"}, False),
        ({"id": "c1"}, False),
    ],
)
def test_a_newer_answer_replaces_the_older_where_it_says_all_of_it_anew(new: dict[str, object], is_it: bool) -> None:
    newer = replace(GRANTED, **({"id": "c2"} | new))
    assert life.is_superseded_by(GRANTED, newer, T0) is is_it
    assert not life.is_superseded_by(GRANTED, newer, OVER)
    assert life.superseded(GRANTED, T0).state is State.SUPERSEDED


def test_the_note_of_the_asker_is_in_no_text_of_the_record() -> None:
    assert "sealed" not in repr(asked())
