"""The closed-world list of one person's allergies, made from statements: st_<class> numbers and the status of the list.

- 0 comes only from a statement that nothing is known, and only for the classes that it is about. What nobody has made a
  statement about stays 1, not assessed: that an allergy is not in a record is no statement.
- An allergy counts while it is active, unconfirmed ones too. One that is inactive or resolved leaves its class at 1,
  even beside "no known allergy": nobody should read from it that there was never anything.
- An allergy whose criticality is unknown counts as high.
- "None known" beside an active allergy that it is about is a contradiction, and gives no list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Assessment(IntEnum):
    NONE_KNOWN = 0
    NOT_ASSESSED = 1
    INTOLERANCE = 2
    LOW = 3
    HIGH = 4


class ListStatus(IntEnum):
    NO_INFORMATION = 0
    NO_KNOWN_ALLERGIES = 1
    ALLERGIES_PRESENT = 2


class Scope(StrEnum):
    """What a statement that nothing is known is about."""

    ALL = "all"
    MEDICATION = "medication"
    FOOD = "food"
    LATEX = "latex"
    ENVIRONMENT = "environment"


@dataclass(frozen=True)
class KnownAllergy:
    code: str
    allergy_class: str
    """Empty if it is of no class of the list."""
    category: str
    assessment: Assessment
    is_active: bool
    recorded: date | None


@dataclass(frozen=True)
class NoneKnown:
    scope: Scope
    recorded: date | None


class Contradiction(ValueError):
    """None is known, and one is."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.scope = scope


def assessments(
    allergies: Sequence[KnownAllergy], none_known: Iterable[NoneKnown], scopes: Mapping[str, str]
) -> Mapping[str, Assessment]:
    """The number of each class; `scopes` says which narrower statement is about it. Raises Contradiction."""
    said = {each.scope for each in none_known}
    _check(allergies, said, scopes)
    covered = {name for name, scope in scopes.items() if Scope.ALL in said or scope in said}
    found = {name: Assessment.NONE_KNOWN if name in covered else Assessment.NOT_ASSESSED for name in scopes}
    for allergy in allergies:
        if allergy.allergy_class and not allergy.is_active:
            found[allergy.allergy_class] = max(found[allergy.allergy_class], Assessment.NOT_ASSESSED)
        elif allergy.allergy_class:
            found[allergy.allergy_class] = max(found[allergy.allergy_class], allergy.assessment)
    return found


def list_status(allergies: Sequence[KnownAllergy], none_known: Iterable[NoneKnown]) -> ListStatus:
    """None known only if that was said of all; a statement about food alone is no information about the rest."""
    if any(each.is_active for each in allergies):
        return ListStatus.ALLERGIES_PRESENT
    if any(each.scope is Scope.ALL for each in none_known):
        return ListStatus.NO_KNOWN_ALLERGIES
    return ListStatus.NO_INFORMATION


def assessed_on(
    allergies: Sequence[KnownAllergy], none_known: Sequence[NoneKnown], documented: date | None
) -> date | None:
    """The day that the list speaks of: the oldest statement of "none known" counts, as nothing younger renews it.

    One without a day is of the day of the document. Without such statements it is the document's day, else that of the
    latest record. None if there is no day to be found.
    """
    days = [each.recorded or documented for each in none_known]
    if days:
        return None if None in days else min(day for day in days if day)
    return documented or max((each.recorded for each in allergies if each.recorded), default=None)


def _check(allergies: Sequence[KnownAllergy], said: set[Scope], scopes: Mapping[str, str]) -> None:
    for allergy in allergies:
        about = {Scope.ALL, scopes.get(allergy.allergy_class, allergy.category), allergy.category}
        for scope in said & about if allergy.is_active else ():
            raise Contradiction(Scope(scope))
