"""A template tried on sample cards says what would be shown and proved, and judges as the judgement does."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.verifier.asked import MEASLES, NOW, template
from verifier.domain.asking import CopiesNotPossible
from verifier.domain.bounds import Bound, Check, PredicateType, Shortfall
from verifier.domain.dry_run import SampleCard, dry_run
from verifier.domain.verdict import Reason

EMERGENCY = template("emergency-card")


def vaccination(**changed: str) -> SampleCard:
    values = {"target_disease_code": MEASLES, "occurrence_dateint": "20240301", "dose_number": "2"}
    return SampleCard("vaccination", values | changed)


def a_list(count: int, **changed: str) -> SampleCard:
    values = {"subject_id": "S-1", "list_status": "2", "assessed_dateint": "20240302", "allergy_count": str(count)}
    return SampleCard("allergy_list", values | changed)


def allergy(number: int, **changed: str) -> SampleCard:
    values = {
        "subject_id": "S-1", "allergy_code": f"code-{number}", "allergy_display": "Latex", "criticality": "2",
        "clinical_status": "1", "verification": "3", "event_id": f"E-{number}",
    }  # fmt: skip
    return SampleCard("allergy", values | changed)


def test_what_would_be_shown_and_proved_is_told_apart() -> None:
    found = dry_run(template(), [vaccination()], {}, NOW)
    (group,) = found.groups
    assert (found.reason, group.card, group.revealed) == (None, 0, {"target_disease_code": MEASLES})
    (proof,) = group.proved
    assert (proof.attribute, proof.comparison, proof.value, proof.holds) == ("occurrence_dateint", ">=", 20161122, True)


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (vaccination(occurrence_dateint="20161121"), Reason.NO_CREDENTIAL),
        (vaccination(occurrence_dateint="unknown"), Reason.NO_CREDENTIAL),
        (vaccination(target_disease_code="6142004"), Reason.WRONG_VALUE),
        (SampleCard("vaccination", {"occurrence_dateint": "20240301"}), Reason.NOT_REVEALED),
        (SampleCard("vaccination", {"target_disease_code": MEASLES}), Reason.NO_CREDENTIAL),
        (SampleCard("allergy", {"target_disease_code": MEASLES}), Reason.NO_CREDENTIAL),
    ],
)
def test_a_card_that_does_not_do_is_told_with_its_reason(card: SampleCard, reason: Reason) -> None:
    assert dry_run(template(), [card], {}, NOW).reason is reason


def test_a_later_card_that_does_is_taken() -> None:
    found = dry_run(template(), [vaccination(occurrence_dateint="19990501"), vaccination()], {}, NOW)
    assert (found.reason, found.groups[0].card) == (None, 1)


def test_one_card_cannot_lend_its_date_to_another() -> None:
    old, influenza = vaccination(occurrence_dateint="19990501"), vaccination(target_disease_code="6142004")
    assert dry_run(template(), [old, influenza], {}, NOW).reason is Reason.NO_CREDENTIAL


@pytest.mark.parametrize("otherwise", Shortfall)
def test_a_shown_value_out_of_its_bounds_is_told_as_the_template_says(otherwise: Shortfall) -> None:
    sound = template()
    check = Check("valid_until_dateint", PredicateType.AT_LEAST, Bound(days_before_today=0), otherwise)
    group = replace(sound.groups[0], reveal=("target_disease_code", "valid_until_dateint"), check=(check,))
    checked = replace(sound, groups=(group,))
    assert dry_run(checked, [vaccination(valid_until_dateint="20261122")], {}, NOW).reason is None
    found = dry_run(checked, [vaccination(valid_until_dateint="20261121")], {}, NOW)
    assert found.reason is not None and found.reason.value == otherwise.value


def test_copies_are_answered_from_a_card_each() -> None:
    found = dry_run(EMERGENCY, [a_list(2), allergy(1), allergy(2)], {"allergy": 2}, NOW)
    assert found.reason is None
    assert [(each.referent, each.card) for each in found.groups] == [("list", 0), ("allergy-1", 1), ("allergy-2", 2)]


@pytest.mark.parametrize(
    ("cards", "copies", "reason"),
    [
        ([a_list(2), allergy(1)], 2, Reason.NO_CREDENTIAL),
        ([a_list(2), allergy(1), allergy(1)], 2, Reason.SAME_CARD_TWICE),
        ([a_list(2), allergy(1), allergy(2, subject_id="S-2")], 2, Reason.SUBJECTS_DIFFER),
        ([a_list(2), allergy(1)], 1, Reason.LIST_INCOMPLETE),
        ([a_list(0, list_status="0")], 0, Reason.WRONG_VALUE),
    ],
)
def test_the_rules_between_cards_are_tried_as_well(cards: list[SampleCard], copies: int, reason: Reason) -> None:
    assert dry_run(EMERGENCY, cards, {"allergy": copies}, NOW).reason is reason


def test_an_incomplete_list_says_how_many_to_ask_for() -> None:
    assert dry_run(EMERGENCY, [a_list(4)], {}, NOW).copies_needed == {"allergy": 4}


@pytest.mark.parametrize("copies", [{"allergy": 11}, {"allergy": -1}, {"list": 1}, {"nobody": 1}])
def test_copies_that_the_template_does_not_allow_are_refused(copies: dict[str, Any]) -> None:
    with pytest.raises(CopiesNotPossible):
        dry_run(EMERGENCY, [], copies, NOW)


def test_sample_cards_are_not_shown_in_a_log() -> None:
    marked = vaccination(target_disease_code="MARKED")
    assert "MARKED" not in repr(marked)
    assert "MARKED" not in repr(dry_run(template(), [marked], {}, NOW))
