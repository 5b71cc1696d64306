"""What a patient reads is plain, and true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet_api.domain.request import Comparison, Predicate, RequestedGroup, RevealedReferent
from wallet_api.domain.wording import attribute_label, proved, proved_sentence, summary


def group(*predicates: Predicate, revealed: tuple[str, ...] = ()) -> RequestedGroup:
    return RequestedGroup((RevealedReferent("r", revealed),) if revealed else (), predicates)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("target_disease_code", "target disease code"),
        ("birth_dateint", "date of birth"),
        ("valid_until_dateint", "last day of validity"),
    ],
)
def test_a_label_is_made_of_words(name: str, label: str) -> None:
    assert attribute_label(name) == label


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            Predicate("p", "birth_dateint", "<=", 20081122),
            "that the date of birth is on or before 22 Nov 2008; the date itself stays with you",
        ),
        (
            Predicate("p", "occurrence_dateint", ">", 20161101),
            "that the date of the vaccination is after 1 Nov 2016; the date itself stays with you",
        ),
        (
            Predicate("p", "dose_number", ">=", 2),
            "that the dose number is at least 2; the value itself stays with you",
        ),
        (
            Predicate("p", "birth_dateint", "<", 20081399),
            "that the date of birth is less than 20081399; the value itself stays with you",
        ),
    ],
)
def test_a_predicate_is_told_in_words(asked: Predicate, sentence: str) -> None:
    assert proved_sentence(asked) == sentence


def test_bounds_that_leave_one_value_are_not_said_to_keep_it() -> None:
    low, high = Predicate("a", "birth_dateint", ">", 19900130), Predicate("b", "birth_dateint", "<=", 19900131)
    wide = Predicate("c", "dose_number", ">=", 1)
    sentences = [each.sentence for each in proved([group(low, wide), group(high)])]
    assert [("can be seen or worked out" in sentence) for sentence in sentences] == [True, False, True]


def test_a_value_that_is_revealed_too_is_not_said_to_stay() -> None:
    (told,) = proved([group(Predicate("a", "dose_number", ">=", 1), revealed=("dose_number",))])
    assert "stays with you" not in told.sentence


@given(st.text(), st.sampled_from([">=", "<=", ">", "<"]), st.integers(-(2**31), 2**31 - 1))
def test_every_predicate_has_a_sentence(name: str, comparison: Comparison, value: int) -> None:
    for attribute in (name, f"{name}_dateint"):
        assert proved_sentence(Predicate("p", attribute, comparison, value)).startswith("that the ")


def test_a_summary_is_short_and_begins_with_what_is_asked() -> None:
    attributes = {f"a{number}": str(number) for number in range(20)} | {"target_disease": "Measles", "z": "1"}
    assert list(summary(attributes, ["z"]))[:2] == ["z", "target_disease"]
    assert len(summary(attributes)) == 6
    assert set(summary(attributes, list(attributes))) == set(attributes)
