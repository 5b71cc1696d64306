"""What the desk says: every state, verdict and language has its words, and values are written for people."""

import itertools

import pytest

from tests.unit.verifier.asked import NOW, entry, template
from verifier.console.patient_words import WORDS
from verifier.console.shown_values import Line, label_of, shown_cards, value_of
from verifier.console.state_words import STEPS, steps_to, words_of
from verifier.console.verdict_words import Look, look_of
from verifier.domain.asking import Circumstances, ask
from verifier.domain.language import Language
from verifier.domain.question import Question
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State


def emergency(copies: int) -> Question:
    issuer = "F72i3Y3Q4i466efjYJYMHM"
    entries = [entry(f"{issuer}:3:CL:{at}:default", credential_type=each) for at, each in enumerate(
        ("allergy", "allergy_list"), start=20)]  # fmt: skip
    return ask(template("emergency-card"), tuple(entries), Circumstances("1", NOW, NOW), {"allergy": copies})


def test_every_language_says_every_state_and_verdict_in_words_of_its_own() -> None:
    assert set(WORDS) == set(Language)
    for words in WORDS.values():
        assert set(words.verdicts) == set(Look)
        said = {words.now(state, is_late=False) for state in (State.WAITING, State.SCANNED, State.ANSWERED)}
        assert len(said | {words.now(State.SCANNED, is_late=True)}) == 4
    for one, other in itertools.combinations(WORDS.values(), 2):
        assert not set(one.verdicts.values()) & set(other.verdicts.values())


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_and_its_place_on_the_way(state: State) -> None:
    assert words_of(state).label
    assert [step for step, _ in steps_to(state)] == list(STEPS)


def test_a_wallet_that_has_scanned_is_asked() -> None:
    marks = dict(steps_to(State.SCANNED))
    assert (marks["Scanned"], marks["Asked"], marks["Answered"]) == ("done", "present", "to-come")


@pytest.mark.parametrize(
    ("outcome", "reason", "word"),
    [
        (Outcome.VALID, None, "VALID"),
        (Outcome.INVALID, Reason.REVOKED, "NOT VALID"),
        (Outcome.INVALID, Reason.DECLINED, "NOT VALID"),
        (Outcome.INVALID, Reason.TIMED_OUT, "NO ANSWER"),
        (Outcome.UNDECIDED, Reason.NOT_CHECKED, "NOT CHECKED"),
    ],
)
def test_only_a_valid_verdict_looks_valid(outcome: Outcome, reason: Reason | None, word: str) -> None:
    assert look_of(Decision(outcome, reason)).word == word


@pytest.mark.parametrize(
    ("attribute", "value", "label", "shown"),
    [
        ("birth_dateint", "19900131", "Born on", "31 January 1990"),
        ("valid_until_dateint", "99991231", "Valid until", "lifelong"),
        ("valid_until_dateint", "19000101", "Valid until", "not known"),
        ("occurrence_dateint", "20260230", "Vaccinated on", "20260230"),
        ("target_disease_code", "14189004", "Disease", "Measles (14189004)"),
        ("target_disease_code", "1", "Disease", "1"),
        ("criticality", "2", "Criticality", "HIGH"),
        ("st_bee_wasp_venom", "0", "Bee wasp venom", "none known"),
        ("lot_number", "A1234", "Lot number", "A1234"),
        ("country", "", "Country", "not known"),
    ],
)
def test_a_value_is_written_for_people(attribute: str, value: str, label: str, shown: str) -> None:
    assert (label_of(attribute), value_of(attribute, value)) == (label, shown)


def test_what_only_the_rules_need_is_parted_from_what_the_desk_wants_to_see() -> None:
    listed = {"list_status": "2", "assessed_dateint": "20260115", "allergy_count": "1", "subject_id": "S-1"}
    held = {"allergy_display": "Latex", "criticality": "2", "clinical_status": "1", "allergy_code": "1003755004",
            "event_id": "E-2", "subject_id": "S-1"}  # fmt: skip
    first, second = shown_cards(emergency(1), {"list": listed, "allergy-1": held})
    assert first.lines == (Line("List", "allergies present"), Line("Assessed on", "15 January 2026"))
    assert [line.label for line in first.for_rules] == ["Number of allergies", "Patient's pseudonym"]
    assert second.title == "Allergy 1"
    assert second.lines == (Line("Allergy", "Latex"), Line("Criticality", "HIGH"), Line("Clinical status", "active"))
    assert "Latex" not in repr(second)


def test_a_card_that_showed_nothing_has_no_place() -> None:
    assert shown_cards(emergency(0), {}) == ()
