"""Claims become attribute values in their one canonical form, or are refused without being repeated."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.card_display import CardDisplay, CardWords, Colours, Language
from issuer.domain.claims import INT32_MAX, ClaimsRefused, to_attributes
from issuer.domain.credential_type import AttributeKind, AttributeType, CredentialType

TODAY = date(2026, 3, 1)
SAMPLE = CredentialType(
    "sample",
    "1.0",
    "Sample",
    10,
    (
        AttributeType("name", AttributeKind.TEXT, "A text", required=True),
        AttributeType("note", AttributeKind.TEXT, "A text that may be missing"),
        AttributeType("dose", AttributeKind.INTEGER, "A number", required=True),
        AttributeType("series", AttributeKind.INTEGER, "A number that may be missing", unknown="0"),
        AttributeType("day", AttributeKind.DATEINT, "A day", required=True),
        AttributeType("until", AttributeKind.DATEINT, "A day that may be missing", unknown="19000101"),
        AttributeType("issued", AttributeKind.ISSUED_ON, "The day of issuance"),
    ),
    subject="name",
    display=CardDisplay(
        Colours("#000000", "#ffffff"), "card", dict.fromkeys(Language, CardWords("Sample", "A sample.", "{name}"))
    ),
)
GOOD: dict[str, str | int | None] = {"name": "Ana", "dose": 1, "day": "20240301"}
CANONICAL = re.compile(r"0|-?[1-9][0-9]*")

numberish = st.one_of(
    st.integers(),
    st.integers().map(str),
    st.integers(min_value=0).map(lambda number: f"00{number}"),
    st.dates().map(str),
    st.dates().map(lambda day: day.strftime("%Y%m%d")),
    st.from_regex(r"[ +-]?[0-9_\u0660-\u0669]{1,12}[ ]?", fullmatch=True),
)
claim = st.one_of(st.none(), st.text(max_size=300), numberish)
claims = st.dictionaries(st.sampled_from(SAMPLE.attribute_names) | st.text(max_size=10), claim, max_size=10)


def value_of(name: str, given_value: str | int | None) -> str:
    return to_attributes(SAMPLE, GOOD | {name: given_value}, TODAY)[name]


def faults_of(**given_values: str | int | None) -> dict[str, str]:
    with pytest.raises(ClaimsRefused) as refused:
        to_attributes(SAMPLE, GOOD | given_values, TODAY)
    return {fault.field: fault.sentence for fault in refused.value.faults}


@given(claims)
def test_whatever_is_claimed_numbers_come_out_canonical_or_not_at_all(
    given_claims: dict[str, str | int | None],
) -> None:
    try:
        values = to_attributes(SAMPLE, given_claims, TODAY)
    except ClaimsRefused:
        return
    assert tuple(values) == SAMPLE.attribute_names
    for attribute in SAMPLE.attributes:
        if attribute.kind is not AttributeKind.TEXT:
            assert CANONICAL.fullmatch(values[attribute.name])
            assert -INT32_MAX <= int(values[attribute.name]) <= INT32_MAX
    assert values["issued"] == "20260301"


@given(st.one_of(st.text(max_size=40), numberish))
def test_a_text_that_reads_as_a_number_has_only_the_one_form(text: str | int) -> None:
    try:
        value = value_of("name", text)
    except ClaimsRefused:
        return
    try:
        number = int(value)
    except ValueError:
        return
    assert str(number) == value or not -(2**31) <= number < 2**31


@given(st.dictionaries(st.sampled_from(["name", "dose", "series", "day", "until", "issued"]), claim))
def test_no_sentence_repeats_a_value(given_claims: dict[str, str | int | None]) -> None:
    marked = {name: f"{value}MARKED\n" for name, value in given_claims.items()}
    with pytest.raises(ClaimsRefused) as refused:
        to_attributes(SAMPLE, marked, TODAY)
    assert "MARKED" not in str(refused.value)
    assert all("MARKED" not in fault.sentence for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("name", "claimed", "value"),
    [
        ("dose", 2, "2"),
        ("dose", " 2 ", "2"),
        ("dose", "002", "2"),
        ("dose", "-0", "0"),
        ("dose", "-5", "-5"),
        ("dose", INT32_MAX, "2147483647"),
        ("day", "2024-03-01", "20240301"),
        ("day", 20240301, "20240301"),
        ("day", "20240229", "20240229"),
        ("until", "99991231", "99991231"),
        ("until", None, "19000101"),
        ("until", "  ", "19000101"),
        ("series", None, "0"),
        ("note", None, ""),
        ("name", "  Ana María ", "Ana María"),
        ("name", "007123", "7123"),
        ("name", "+5", "5"),
        ("name", "٣", "3"),
        ("name", "99999999999", "99999999999"),
        ("name", "\u0646\u06cc\u06a9\u200c\u0628\u062e\u062a", "\u0646\u06cc\u06a9\u200c\u0628\u062e\u062a"),
    ],
)
def test_a_claim_is_brought_to_its_form(name: str, claimed: str | int | None, value: str) -> None:
    assert value_of(name, claimed) == value


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("name", None),
        ("name", ""),
        ("name", "a" * 257),
        ("name", "line\nbreak"),
        ("name", "nul\x00"),
        ("name", "\ud800"),
        ("name", "\u202eevil"),
        ("name", "1_000"),
        ("dose", "two"),
        ("dose", "1.0"),
        ("dose", "1e3"),
        ("dose", "+1"),
        ("dose", "1_000"),
        ("dose", "٣"),
        ("dose", "²"),
        ("dose", 2**31),
        ("dose", "-2147483648"),
        ("dose", "9" * 5000),
        ("day", "2024-02-30"),
        ("day", "20230229"),
        ("day", "2024-03"),
        ("day", "2024"),
        ("day", "18991231"),
        ("day", "01.03.2024"),
        ("day", 0),
        ("issued", "20200101"),
    ],
)
def test_a_claim_that_cannot_be_issued_is_refused_at_its_field(name: str, claimed: str | int | None) -> None:
    assert set(faults_of(**{name: claimed})) == {name}


def test_every_fault_is_told_and_not_only_the_first() -> None:
    assert set(faults_of(name="", dose="x", colour="red")) == {"name", "dose", "colour"}


def test_a_field_that_is_no_attribute_is_named_only_as_far_as_a_name_goes() -> None:
    [field] = faults_of(**{"x" * 500: "value"})
    assert len(field) <= 64
