"""The revealed values as people read them: labels instead of names, days instead of numbers, words instead of codes.

What only the rules between cards need (whose card it is, which record, how many there are) is parted from what the desk
wanted to see. English, as the desk's pages are. The words are those of the shipped credential types; what is unknown
here is shown as it came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from verifier.domain.question import AskedGroup, Question

_DATEINT = "_dateint"
_LIFELONG, _UNKNOWN_DAY = "99991231", "19000101"
_LABELS = {
    "allergy_code": "Code of the allergy",
    "allergy_count": "Number of allergies",
    "allergy_display": "Allergy",
    "assessed_dateint": "Assessed on",
    "assessor_role": "Assessed by",
    "birth_dateint": "Born on",
    "event_id": "Record",
    "issued_dateint": "Issued on",
    "list_status": "List",
    "occurrence_dateint": "Vaccinated on",
    "onset_dateint": "Since",
    "org": "Organisation",
    "performer_org": "Organisation",
    "recorded_dateint": "Recorded on",
    "role_code": "Role (ISCO-08)",
    "subject_id": "Patient's pseudonym",
    "target_disease": "Disease",
    "target_disease_code": "Disease",
    "valid_from_dateint": "Valid from",
    "valid_until_dateint": "Valid until",
}
_CLASS = "st_"
_CODES: Mapping[str, Mapping[str, str]] = {
    "target_disease_code": {  # SNOMED CT
        "14189004": "Measles",
        "36989005": "Mumps",
        "36653000": "Rubella",
        "38907003": "Varicella",
        "16541001": "Yellow fever",
        "840539006": "COVID-19",
    },
    "criticality": {"0": "unable to assess", "1": "low", "2": "HIGH"},
    "clinical_status": {"1": "active", "2": "inactive", "3": "resolved"},
    "verification": {"0": "refuted", "1": "unconfirmed", "2": "presumed", "3": "confirmed"},
    "severity": {"0": "unknown", "1": "mild", "2": "moderate", "3": "SEVERE"},
    "list_status": {"0": "no information", "1": "no known allergies", "2": "allergies present"},
    _CLASS: {
        "0": "none known",
        "1": "not assessed",
        "2": "intolerance",
        "3": "allergy, criticality low",
        "4": "ALLERGY, CRITICALITY HIGH",
    },
}


@dataclass(frozen=True)
class Line:
    label: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class ShownCard:
    """What one card has shown."""

    title: str
    lines: tuple[Line, ...]
    for_rules: tuple[Line, ...]


def shown_cards(question: Question, revealed: Mapping[str, Mapping[str, str]]) -> tuple[ShownCard, ...]:
    """In the order in which it was asked; a card that showed nothing is left out."""
    cards = (_card(question, group, revealed.get(group.referent, {})) for group in question.groups)
    return tuple(card for card in cards if card.lines or card.for_rules)


def label_of(attribute: str) -> str:
    """`lot_number` -> "Lot number"."""
    plain = attribute.removeprefix(_CLASS).removesuffix(_DATEINT).replace("_", " ")
    return _LABELS.get(attribute, plain[:1].upper() + plain[1:])


def value_of(attribute: str, value: str) -> str:
    if attribute.endswith(_DATEINT):
        return _day(value)
    word = _CODES.get(_CLASS if attribute.startswith(_CLASS) else attribute, {}).get(value)
    if word is None:
        return value or "not known"
    return f"{word} ({value})" if attribute == "target_disease_code" else word


def _card(question: Question, group: AskedGroup, values: Mapping[str, str]) -> ShownCard:
    for_rules = set(_for_rules(question, group))
    lines = [(name, Line(label_of(name), value_of(name, values[name]))) for name in group.reveal if name in values]
    return ShownCard(
        title=_title(group.referent),
        lines=tuple(line for name, line in lines if name not in for_rules),
        for_rules=tuple(line for name, line in lines if name in for_rules),
    )


def _for_rules(question: Question, group: AskedGroup) -> Iterator[str]:
    yield from (shown.attribute for places in question.equal for shown in places if shown.referent == group.referent)
    for copies in question.copies:
        if group.referent in copies.referents:
            yield from copies.distinct
        if copies.counted_by is not None and copies.counted_by.referent == group.referent:
            yield copies.counted_by.attribute
    if group.issued_attribute is not None:
        yield group.issued_attribute


def _title(referent: str) -> str:
    """`allergy-1` -> "Allergy 1"."""
    return referent.replace("_", " ").replace("-", " ").capitalize()


def _day(value: str) -> str:
    if value == _LIFELONG:
        return "lifelong"
    if value == _UNKNOWN_DAY:
        return "not known"
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"
