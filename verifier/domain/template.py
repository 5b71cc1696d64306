"""What a clinic asks: a request template, and the AnonCreds value types that it may compare.

A template names groups. All that a group reveals and proves must come from one credential (health data mixed from two
cards would prove what neither says). Dates are relative to the day of asking in UTC, never literal. What cannot be
asked safely cannot be written down: the constructors refuse it with the reason.
Left out: must-be-equal across groups, freshness of revocation other than "now", translations.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, with_config

INT32_MAX = 2**31 - 1
NO_OTHER_NAMES = ConfigDict(extra="forbid")
"""For reading from files: a name that is not known may be a safeguard that was misspelt."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""AnonCreds ignores case and blanks in attribute names: only such names mean one thing, and no referents collide."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,2}")


class PredicateType(StrEnum):
    """The comparisons of AnonCreds that are used; it compares 32-bit integers only."""

    AT_LEAST = ">="
    AT_MOST = "<="


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Bound:
    """The number a predicate compares with: exactly one of the two is set."""

    number: int | None = None
    years_before_today: int | None = None

    def __post_init__(self) -> None:
        if (self.number is None) == (self.years_before_today is None):
            raise ValueError("a bound is either a number or years_before_today")
        if self.number is not None and not -INT32_MAX <= self.number <= INT32_MAX:
            raise ValueError("AnonCreds compares 32-bit integers only")
        if self.years_before_today is not None and not 0 <= self.years_before_today <= 150:
            raise ValueError("years_before_today lies between 0 and 150")


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Proof:
    """One predicate: `attribute` `comparison` `bound`, proved without showing the attribute."""

    attribute: str
    comparison: PredicateType
    bound: Bound

    def __post_init__(self) -> None:
        _check_name("attribute", self.attribute)


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Group:
    """What one credential has to show and prove."""

    name: str
    credential_type: str
    where: Mapping[str, str] = field(default_factory=dict)
    """Revealed attributes whose value is demanded. Restricted in the request and checked again in the judgement."""
    reveal: tuple[str, ...] = ()
    prove: tuple[Proof, ...] = ()

    def __post_init__(self) -> None:
        _check_name("group", self.name)
        for attribute in self.reveal:
            _check_name("attribute", attribute)
        if not self.reveal and not self.prove:
            raise ValueError(f"group {self.name}: it asks for nothing")
        if len(set(self.reveal)) != len(self.reveal):
            raise ValueError(f"group {self.name}: an attribute is revealed twice")
        if hidden := set(self.where) - set(self.reveal):
            raise ValueError(f"group {self.name}: a value is demanded of {sorted(hidden)}, which is not revealed")
        if shown := {proof.attribute for proof in self.prove} & set(self.reveal):
            raise ValueError(f"group {self.name}: {sorted(shown)} is revealed, and need not be proved")
        _check_ranges(self.name, self.prove)


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Template:
    id: str
    version: str
    title: str
    purpose: str
    answer_within_s: int
    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("the id of a template is made of small letters, digits and hyphens")
        if not _VERSION.fullmatch(self.version):
            raise ValueError("the version of a template is like 1.0")
        names = [group.name for group in self.groups]
        if not names or len(set(names)) != len(names):
            raise ValueError("a template has one or more groups of distinct names")
        if not 10 <= self.answer_within_s <= 3600:
            raise ValueError("answer_within_s lies between 10 and 3600")


def dateint(day: date) -> int:
    """A date as the integer YYYYMMDD, which AnonCreds can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def resolve(proof: Proof, today: date) -> int:
    """The integer to compare with on this day, a 29 February rounded against the holder."""
    if proof.bound.number is not None:
        return proof.bound.number
    year = today.year - (proof.bound.years_before_today or 0)
    try:
        return dateint(today.replace(year=year))
    except ValueError:
        stricter = date(year, 3, 1) if proof.comparison is PredicateType.AT_LEAST else date(year, 2, 28)
        return dateint(stricter)


def _check_name(what: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"the name of this {what} is not made of small letters, digits and underscores: {name[:64]!r}")


def _check_ranges(group: str, proofs: tuple[Proof, ...]) -> None:
    """A range of one number gives the value away without showing it; an empty one can never hold."""
    for low in (proof for proof in proofs if proof.comparison is PredicateType.AT_LEAST):
        for high in (proof for proof in proofs if proof.comparison is PredicateType.AT_MOST):
            if low.attribute == high.attribute and resolve(low, date.max) >= resolve(high, date.max):
                raise ValueError(
                    f"group {group}: the range asked of {low.attribute} is no range; demand the value instead"
                )
