"""What a value is compared with: numbers as AnonCreds compares them, and days that move with the day of asking.

AnonCreds compares canonical 32-bit integers only; a date is the integer YYYYMMDD. A day that the calendar does not have
(31 days ago has one, a month before 31 March has not) is rounded against the holder: to the later day where something
has to be recent, to the earlier one where it has to be long ago. Today is the day of asking in UTC.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pydantic import ConfigDict, with_config

INT32_MAX = 2**31 - 1
NO_OTHER_NAMES = ConfigDict(extra="forbid")
"""For reading from files: a name that is not known may be a safeguard that was misspelt."""
DATEINT = "_dateint"
"""How the names of attributes end that hold a date."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""AnonCreds ignores case and blanks in attribute names: only such names mean one thing, and no referents collide."""
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,9}", re.ASCII)


class PredicateType(StrEnum):
    """The comparisons of AnonCreds that are used."""

    AT_LEAST = ">="
    AT_MOST = "<="


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Bound:
    """The number a value is compared with: exactly one of these is set. 0 days before today is today."""

    number: int | None = None
    years_before_today: int | None = None
    months_before_today: int | None = None
    days_before_today: int | None = None

    def __post_init__(self) -> None:
        relative = {
            "years": self.years_before_today,
            "months": self.months_before_today,
            "days": self.days_before_today,
        }
        given = {name: value for name, value in relative.items() if value is not None}
        if len(given) + (self.number is not None) != 1:
            raise ValueError("a bound is one of number, years_before_today, months_before_today, days_before_today")
        if self.number is not None and not -INT32_MAX <= self.number <= INT32_MAX:
            raise ValueError("AnonCreds compares 32-bit integers only")
        for name, value in given.items():
            if not 0 <= value <= _FURTHEST[name]:
                raise ValueError(f"{name}_before_today lies between 0 and {_FURTHEST[name]}")


_FURTHEST = {"years": 150, "months": 1800, "days": 54_787}


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Proof:
    """One predicate: `attribute` `comparison` `bound`, proved without showing the attribute."""

    attribute: str
    comparison: PredicateType
    bound: Bound

    def __post_init__(self) -> None:
        check_name("attribute", self.attribute)
        if self.bound.number is not None and self.attribute.endswith(DATEINT):
            raise ValueError(f"{self.attribute} is a date: its bound has to move with the day, and cannot be a number")


class Shortfall(StrEnum):
    """What it means if a shown value is out of its bounds; each is a reason of the verdict."""

    EXPIRED = "expired"
    TOO_OLD = "too-old"
    WRONG_VALUE = "wrong-value"


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Check(Proof):
    """A bound on a value that is shown, and so need not be proved by a predicate."""

    otherwise: Shortfall = Shortfall.WRONG_VALUE


def dateint(day: date) -> int:
    """A date as the integer YYYYMMDD, which AnonCreds can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def resolve(proof: Proof, today: date) -> int:
    """The integer to compare with on this day."""
    bound = proof.bound
    if bound.number is not None:
        return bound.number
    if bound.days_before_today is not None:
        return dateint(today - timedelta(days=bound.days_before_today))
    months = 12 * (bound.years_before_today or 0) + (bound.months_before_today or 0)
    return dateint(_months_before(today, months, later=proof.comparison is PredicateType.AT_LEAST))


def holds(comparison: PredicateType, value: int, raw: str) -> bool:
    """Whether this raw value satisfies the comparison; what is no canonical integer satisfies none."""
    number = as_integer(raw)
    if number is None:
        return False
    return number >= value if comparison is PredicateType.AT_LEAST else number <= value


def as_integer(raw: str) -> int | None:
    """The canonical 32-bit integer that a raw value is, or None."""
    number = int(raw) if _CANONICAL.fullmatch(raw) else None
    return number if number is not None and -INT32_MAX - 1 <= number <= INT32_MAX else None


def check_name(what: str, name: str) -> None:
    """Raises ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"the name of this {what} is not made of small letters, digits and underscores: {name[:64]!r}")


def _months_before(today: date, months: int, *, later: bool) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    if today.day <= last:
        return date(year, month + 1, today.day)
    final = date(year, month + 1, last)
    return final + timedelta(days=1) if later else final
