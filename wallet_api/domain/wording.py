"""The plain words in which a request is shown: what will be seen, and what is only proved.

English only; labels are made from the attribute names. It never promises that a value stays with the patient where the
request itself gives it away: by revealing it too, or by bounds so tight that only one value is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wallet_api.domain.request import Predicate, RequestedGroup

_DATEINT = "_dateint"
_DATES = {
    "issued": "date of issue",
    "valid_from": "first day of validity",
    "valid_until": "last day of validity",
    "recorded": "date of the record",
    "assessed": "date of the assessment",
    "occurrence": "date of the vaccination",
}
_TELLING = (
    "target_disease", "vaccine_product", "occurrence_dateint", "performer_org", "allergy_display", "assessed_dateint",
    "role_code", "org",
)  # fmt: skip
SUMMARY_SIZE = 6


@dataclass(frozen=True)
class Proved:
    predicate: Predicate
    sentence: str
    given_away: bool
    """Whether the value can be seen or worked out all the same."""


def attribute_label(name: str) -> str:
    """`target_disease_code` -> "target disease code"; a date loses its technical ending."""
    if not name.endswith(_DATEINT):
        return name.replace("_", " ")
    plain = name.removesuffix(_DATEINT)
    return _DATES.get(plain, f"date of {plain.replace('_', ' ')}")


def proved(groups: Sequence[RequestedGroup]) -> tuple[Proved, ...]:
    """Each predicate of the request in words."""
    predicates = [predicate for group in groups for predicate in group.predicates]
    given_away = {name for group in groups for name in group.revealed_names} | _pinned(predicates)
    return tuple(
        Proved(predicate, proved_sentence(predicate, given_away=given), given)
        for predicate in predicates
        for given in [predicate.attribute in given_away]
    )


def proved_sentence(predicate: Predicate, *, given_away: bool = False) -> str:
    """One predicate in words, ending with what stays with the patient, or with the warning that it does not."""
    label, day = attribute_label(predicate.attribute), _day(predicate)
    what = "value" if day is None else "date"
    stays = f"the {what} itself can be seen or worked out" if given_away else f"the {what} itself stays with you"
    if day is not None:
        relation = {">=": "on or after", "<=": "on or before", ">": "after", "<": "before"}[predicate.comparison]
        return f"that the {label} is {relation} {day.day} {day:%b} {day.year}; {stays}"
    relation = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}[predicate.comparison]
    return f"that the {label} is {relation} {predicate.value}; {stays}"


def summary(attributes: Mapping[str, str], asked: Sequence[str] = ()) -> dict[str, str]:
    """The few attributes by which a patient knows a card; what is asked comes first."""
    names = dict.fromkeys([*asked, *_TELLING, *sorted(attributes)])
    telling = [name for name in names if name in attributes]
    return {name: attributes[name] for name in telling[: max(SUMMARY_SIZE, len(set(asked)))]}


def _pinned(predicates: Iterable[Predicate]) -> set[str]:
    """Attributes whose lower and upper bound leave one value, or none."""
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for predicate in predicates:
        name, value = predicate.attribute, predicate.value
        match predicate.comparison:
            case ">=" | ">":
                bound = value + (predicate.comparison == ">")
                low[name] = max(low.get(name, bound), bound)
            case "<=" | "<":
                bound = value - (predicate.comparison == "<")
                high[name] = min(high.get(name, bound), bound)
    return {name for name in low.keys() & high.keys() if high[name] <= low[name]}


def _day(predicate: Predicate) -> date | None:
    if not predicate.attribute.endswith(_DATEINT):
        return None
    try:
        return date(predicate.value // 10_000, predicate.value // 100 % 100, predicate.value % 100)
    except ValueError:
        return None
