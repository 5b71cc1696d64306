"""Templates resolve their dates against the holder, and what could be cheated cannot be written down."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifier.asked import template
from verifier.domain.template import INT32_MAX, Bound, Group, PredicateType, Proof, Template, dateint, resolve

AT_LEAST, AT_MOST = PredicateType.AT_LEAST, PredicateType.AT_MOST


def years_ago(comparison: PredicateType, years: int, today: date) -> int:
    return resolve(Proof("birth_dateint", comparison, Bound(years_before_today=years)), today)


def test_ten_years_before_today_is_the_same_day_ten_years_ago() -> None:
    assert years_ago(AT_LEAST, 10, date(2026, 11, 22)) == 20161122


def test_a_29_february_is_rounded_against_the_holder() -> None:
    leap = date(2024, 2, 29)
    assert years_ago(AT_LEAST, 10, leap) == 20140301, "not a day more than ten years ago"
    assert years_ago(AT_MOST, 18, leap) == 20060228, "not a day younger than 18"
    assert years_ago(AT_LEAST, 4, leap) == years_ago(AT_MOST, 4, leap) == 20200229
    assert years_ago(AT_LEAST, 124, leap) == 19000301, "1900 was no leap year"


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)), st.integers(0, 150), st.sampled_from(PredicateType))
def test_a_relative_date_is_a_real_day_that_anoncreds_can_compare(today: date, years: int, kind: PredicateType) -> None:
    found = years_ago(kind, years, today)
    day = date(found // 10_000, found // 100 % 100, found % 100)
    assert dateint(day) == found <= INT32_MAX
    assert abs((today - day).days - years * 365.2425) < 3


def test_a_number_is_compared_as_it_stands() -> None:
    assert resolve(Proof("dose_number", AT_LEAST, Bound(number=2)), date(2026, 1, 1)) == 2


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"number": 1, "years_before_today": 1},
        {"number": INT32_MAX + 1},
        {"number": -INT32_MAX - 1},
        {"years_before_today": -1},
        {"years_before_today": 151},
    ],
)
def test_a_bound_that_cannot_be_compared_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"bound|32-bit|years"):
        Bound(**values)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reveal": (), "prove": (), "where": {}}, "asks for nothing"),
        ({"reveal": (), "where": {"target_disease_code": "1"}}, "not revealed"),
        ({"reveal": ("a", "a")}, "twice"),
        ({"name": "vaccination.issued"}, "name of this group"),
        ({"reveal": ("Target Disease",)}, "name of this attribute"),
        ({"reveal": ("occurrence_dateint",)}, "need not be proved"),
    ],
)
def test_a_group_that_could_be_cheated_is_refused(changes: dict[str, object], reason: str) -> None:
    sound = replace(template().groups[0], where={})
    with pytest.raises(ValueError, match=reason):
        replace(sound, **changes)  # type: ignore[arg-type]


def test_a_predicate_of_an_ambiguous_name_is_refused() -> None:
    with pytest.raises(ValueError, match="name of this attribute"):
        Proof("Dose Number", AT_LEAST, Bound(number=1))


@pytest.mark.parametrize(("low", "high"), [(2, 2), (3, 2)])
def test_a_range_that_is_no_range_is_refused(low: int, high: int) -> None:
    prove = (Proof("dose_number", AT_LEAST, Bound(number=low)), Proof("dose_number", AT_MOST, Bound(number=high)))
    with pytest.raises(ValueError, match="no range"):
        Group("series", "vaccination", prove=prove)


def test_a_range_is_accepted() -> None:
    prove = (Proof("dose_number", AT_LEAST, Bound(number=2)), Proof("dose_number", AT_MOST, Bound(number=3)))
    assert Group("series", "vaccination", prove=prove).prove == prove


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Measles 10y"},
        {"version": "one"},
        {"groups": ()},
        {"groups": template().groups * 2},
        {"answer_within_s": 9},
        {"answer_within_s": 3601},
    ],
)
def test_a_template_that_cannot_be_asked_is_refused(changes: dict[str, object]) -> None:
    sound: Template = template()
    with pytest.raises(ValueError, match=r"id|version|groups|answer_within_s"):
        replace(sound, **changes)  # type: ignore[arg-type]
