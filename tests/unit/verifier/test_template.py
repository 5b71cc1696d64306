"""Templates resolve their dates against the holder, and what could be cheated cannot be written down."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifier.asked import template
from verifier.domain.bounds import INT32_MAX, Bound, Check, PredicateType, Proof, as_integer, dateint, holds, resolve
from verifier.domain.group import Copies, Group
from verifier.domain.language import Language
from verifier.domain.template import Complete, Template
from verifier.files.template_files import TemplateDirectory
from verifier.settings import TEMPLATES

AT_LEAST, AT_MOST = PredicateType.AT_LEAST, PredicateType.AT_MOST
DAYS = st.dates(date(1900, 1, 1), date(2400, 1, 1))


def years_ago(comparison: PredicateType, years: int, today: date) -> int:
    return resolve(Proof("birth_dateint", comparison, Bound(years_before_today=years)), today)


def months_ago(comparison: PredicateType, months: int, today: date) -> int:
    return resolve(Proof("assessed_dateint", comparison, Bound(months_before_today=months)), today)


def days_ago(days: int, today: date) -> int:
    return resolve(Proof("valid_until_dateint", AT_LEAST, Bound(days_before_today=days)), today)


def as_day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def test_ten_years_before_today_is_the_same_day_ten_years_ago() -> None:
    assert years_ago(AT_LEAST, 10, date(2026, 11, 22)) == 20161122


def test_a_29_february_is_rounded_against_the_holder() -> None:
    leap = date(2024, 2, 29)
    assert years_ago(AT_LEAST, 10, leap) == 20140301, "not a day more than ten years ago"
    assert years_ago(AT_MOST, 18, leap) == 20060228, "not a day younger than 18"
    assert years_ago(AT_LEAST, 4, leap) == years_ago(AT_MOST, 4, leap) == 20200229
    assert years_ago(AT_LEAST, 124, leap) == 19000301, "1900 was no leap year"


def test_a_month_without_such_a_day_is_rounded_against_the_holder() -> None:
    assert months_ago(AT_LEAST, 1, date(2026, 3, 31)) == 20260301
    assert months_ago(AT_MOST, 1, date(2026, 3, 31)) == 20260228
    assert months_ago(AT_LEAST, 12, date(2026, 1, 15)) == 20250115
    assert months_ago(AT_LEAST, 2, date(2026, 1, 31)) == 20251201, "over the end of a year"
    assert months_ago(AT_MOST, 2, date(2026, 1, 31)) == 20251130


def test_no_day_before_today_is_today() -> None:
    assert days_ago(0, date(2026, 11, 24)) == 20261124
    assert days_ago(24, date(2026, 11, 24)) == 20261031


@given(DAYS, st.integers(0, 150), st.sampled_from(PredicateType))
def test_a_relative_date_is_a_real_day_that_anoncreds_can_compare(today: date, years: int, kind: PredicateType) -> None:
    found = years_ago(kind, years, today)
    assert dateint(as_day(found)) == found <= INT32_MAX
    assert abs((today - as_day(found)).days - years * 365.2425) < 3


@given(DAYS, st.integers(0, 1800))
def test_rounding_never_favours_the_holder(today: date, months: int) -> None:
    """The first day that is recent enough is never before the last one that is long enough ago."""
    recent, long_ago = as_day(months_ago(AT_LEAST, months, today)), as_day(months_ago(AT_MOST, months, today))
    assert recent - long_ago in (timedelta(0), timedelta(1))
    assert recent <= today
    assert recent.day in (today.day, 1)


@given(DAYS, st.integers(0, 54_787), st.integers(0, 50))
def test_years_months_and_days_agree_where_they_can(today: date, days: int, years: int) -> None:
    assert as_day(days_ago(days, today)) == today - timedelta(days=days)
    for kind in PredicateType:
        assert years_ago(kind, years, today) == months_ago(kind, 12 * years, today)


def test_a_number_is_compared_as_it_stands() -> None:
    assert resolve(Proof("dose_number", AT_LEAST, Bound(number=2)), date(2026, 1, 1)) == 2


@given(st.integers(-(2**33), 2**33), st.integers(-INT32_MAX, INT32_MAX), st.sampled_from(PredicateType))
def test_a_shown_value_is_compared_as_anoncreds_would(value: int, bound: int, kind: PredicateType) -> None:
    is_int32 = -(2**31) <= value < 2**31
    expected = is_int32 and (value >= bound if kind is AT_LEAST else value <= bound)
    assert holds(kind, bound, str(value)) == expected
    assert as_integer(str(value)) == (value if is_int32 else None)


@pytest.mark.parametrize("raw", ["", "unknown", "07", "+1", " 1", "1 ", "1.0", "\u0661", "-0", "1_0", "2026-11-24"])
def test_what_is_no_canonical_integer_is_within_no_bound(raw: str) -> None:
    assert not holds(AT_LEAST, -INT32_MAX, raw)
    assert not holds(AT_MOST, INT32_MAX, raw)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"number": 1, "years_before_today": 1},
        {"months_before_today": 1, "days_before_today": 1},
        {"number": INT32_MAX + 1},
        {"number": -INT32_MAX - 1},
        {"years_before_today": -1},
        {"years_before_today": 151},
        {"months_before_today": -1},
        {"months_before_today": 1801},
        {"days_before_today": -1},
        {"days_before_today": 54_788},
    ],
)
def test_a_bound_that_cannot_be_compared_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"bound|32-bit|lies between"):
        Bound(**values)


def test_a_literal_date_is_refused() -> None:
    with pytest.raises(ValueError, match="move with the day"):
        Proof("occurrence_dateint", AT_LEAST, Bound(number=20161122))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reveal": (), "prove": (), "where": {}}, "asks for nothing"),
        ({"reveal": (), "where": {"target_disease_code": "1"}}, "not revealed"),
        ({"reveal": ("a", "a")}, "twice"),
        ({"name": "vaccination.issued"}, "name of this group"),
        ({"name": "vaccination-1"}, "name of this group"),
        ({"credential_type": ""}, "name of this credential type"),
        ({"reveal": ("Target Disease",)}, "name of this attribute"),
        ({"reveal": ("occurrence_dateint",)}, "need not be proved"),
        ({"check": (Check("dose_number", AT_LEAST, Bound(number=1)),)}, "a bound is checked on .* not revealed"),
        ({"copies": Copies(("event_id",), 3)}, "told apart by .* not revealed"),
    ],
)
def test_a_group_that_could_be_cheated_is_refused(changes: dict[str, Any], reason: str) -> None:
    sound = replace(template().groups[0], where={})
    with pytest.raises(ValueError, match=reason):
        replace(sound, **changes)


@pytest.mark.parametrize(
    "values",
    [
        {"distinct": (), "max": 3},
        {"distinct": ("event_id",), "max": 0, "min": 0, "default": 0},
        {"distinct": ("event_id",), "max": 21},
        {"distinct": ("event_id",), "max": 3, "default": 4},
        {"distinct": ("event_id",), "max": 3, "default": 1, "min": 2},
        {"distinct": ("event_id",), "max": 3, "min": -1},
    ],
)
def test_copies_that_cannot_be_told_apart_or_counted_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"told apart|copies are"):
        Copies(**values)


def test_a_predicate_of_an_ambiguous_name_is_refused() -> None:
    with pytest.raises(ValueError, match="name of this attribute"):
        Proof("Dose Number", AT_LEAST, Bound(number=1))


MONTH = ({"months_before_today": 1}, {"days_before_today": 28})
"""28 days ago is later than a month ago, except in most Marches."""


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ({"number": 2}, {"number": 2}),
        ({"number": 3}, {"number": 2}),
        ({"years_before_today": 10}, {"months_before_today": 120}),
        ({"days_before_today": 0}, {"days_before_today": 0}),
        ({"days_before_today": 1}, {"days_before_today": 2}),
        MONTH,
    ],
)
def test_a_range_that_gives_the_value_away_or_is_empty_is_refused(low: dict[str, int], high: dict[str, int]) -> None:
    name = "dose_number" if "number" in low else "occurrence_dateint"
    prove = (Proof(name, AT_LEAST, Bound(**low)), Proof(name, AT_MOST, Bound(**high)))
    with pytest.raises(ValueError, match="no range"):
        Group("series", "vaccination", prove=prove)


def test_a_range_is_accepted() -> None:
    prove = (Proof("dose_number", AT_LEAST, Bound(number=2)), Proof("dose_number", AT_MOST, Bound(number=3)))
    assert Group("series", "vaccination", prove=prove).prove == prove


EMERGENCY = template("emergency-card")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"equal": (("list.subject_id", "allergy.verification"),)}, "hidden value cannot be compared"),
        ({"equal": (("list.subject_id", "person.subject_id"),)}, "no group person"),
        ({"equal": (("list.subject_id", "list.allergy_count"),)}, "two groups or more"),
        ({"equal": (("list.subject_id",),)}, "two groups or more"),
        ({"equal": (("list.subject_id", "allergy"),)}, "not revealed"),
        ({"equal": ()}, "what one person has"),
        ({"complete": None}, "one copy is the least"),
        ({"complete": Complete("list.st_latex", "allergy")}, "hidden value cannot be compared"),
        ({"complete": Complete("list.allergy_count", "list")}, "group with copies"),
        ({"complete": Complete("allergy.event_id", "allergy")}, "group with copies"),
        ({"complete": Complete("list.allergy_count", "nobody")}, "group with copies"),
    ],
)
def test_a_rule_between_groups_that_would_prove_nothing_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(EMERGENCY, **changes)


WORDS = dict.fromkeys(Language, "words")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Measles 10y"},
        {"version": "one"},
        {"groups": ()},
        {"groups": template().groups * 2},
        {"answer_within_s": 9},
        {"answer_within_s": 3601},
        {"decide_within_s": 9},
        {"revocation_max_age_s": 4},
        {"valid_for_s": -1},
        {"keep_for_s": -3600},
        {"keep_for_s": 8 * 86_400},
        {"keep_for_s": 5000},
        {"keep_for_s": 3600, "purpose": WORDS | {Language.GERMAN: "x" * 150}},
        {"title": {Language.ENGLISH: "words"}},
        {"purpose": WORDS | {Language.GERMAN: ""}},
        {"purpose": WORDS | {Language.ARABIC: "\u202ewords"}},
        {"purpose": WORDS | {Language.ENGLISH: "two\nlines"}},
        {"purpose": WORDS | {Language.ENGLISH: "x" * 201}},
    ],
)
def test_a_template_that_cannot_be_asked_is_refused(changes: dict[str, Any]) -> None:
    sound: Template = template()
    with pytest.raises(ValueError, match=r"id|version|groups|lies between|missing|printable|whole hours"):
        replace(sound, **changes)


def test_the_patient_is_told_how_long_is_kept_what_they_show() -> None:
    kept = replace(template(), keep_for_s=7 * 86_400)
    for language in Language:
        assert template().told(language) == template().purpose[language]
        assert kept.told(language).startswith(f"{template().purpose[language]} ")
        assert "168" in kept.told(language)


def test_only_the_intake_keeps_what_is_shown() -> None:
    shipped = [file.template for file in TemplateDirectory(TEMPLATES).files() if file.template]
    assert {each.id: each.keep_for_s for each in shipped if each.keep_for_s} == {"clinic-intake": 86_400}
