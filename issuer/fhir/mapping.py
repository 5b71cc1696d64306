"""A mapping: which elements of a resource become which claims, as FHIRPath expressions in a YAML file.

It is the third layer too: required bindings, and what makes a resource no credential at all. What needs more than one
resource, or arithmetic, is left to the modules of the credential types. `at` is where to look when something is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import fhirpathpy
import yaml
from pydantic import TypeAdapter

from issuer.domain.partial_date import PartialDate, dateint
from issuer.fhir.fault import ElementFault

_FILES = Path(__file__).parent / "mappings"
type Claims = dict[str, str | int]
type Variables = Mapping[str, object]
type Evaluate = Callable[[Any, Variables], list[object]]


class ElementFaulty(ValueError):
    """An element cannot be mapped."""

    def __init__(self, fault: ElementFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True)
class Binding:
    """A required binding: the element, where it is there, has one of these codes."""

    at: str
    path: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """Why a resource gives no credential."""

    at: str
    when: str
    code: str
    sentence: str


@dataclass(frozen=True)
class ClaimRule:
    path: str
    at: str = ""
    """Where it is to be found; the path itself if empty."""
    rounded: Literal["earliest", "latest"] | None = None
    """Of a date: the day that stands for it, the one that is worse for the holder."""
    integer: bool = False
    codes: Mapping[str, str | int] = field(default_factory=dict)
    """Values by code; others are left out."""
    highest: bool = False
    """Of several values the highest, instead of the first."""

    @property
    def place(self) -> str:
        return self.at or self.path


@dataclass(frozen=True)
class ResourceMapping:
    claims: Mapping[str, ClaimRule]
    variables: Mapping[str, str] = field(default_factory=dict)
    """References to organisations that the paths use, by the variable's name."""
    bindings: tuple[Binding, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Mapped:
    claims: Claims = field(repr=False)
    faults: Sequence[ElementFault] = ()


@cache
def mapping(name: str) -> ResourceMapping:
    """The packaged mapping of this name."""
    content = yaml.safe_load((_FILES / f"{name}.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(ResourceMapping).validate_python(content)


def values_at(path: str, resource: object, variables: Variables | None = None) -> list[object]:
    """What a FHIRPath expression finds."""
    return [each for each in _compiled(path)(resource, variables or {}) if each is not None]


def mapped(rules: ResourceMapping, resource: Mapping[str, object], variables: Variables, today: date) -> Mapped:
    """The claims of a resource whose structure is sound; with faults, no claims."""
    faults = [fault for fault in (_bound(each, resource) for each in rules.bindings) if fault]
    faults = faults or [
        ElementFault(each.at, each.code, each.sentence)
        for each in rules.refusals
        if values_at(each.when, resource, variables) == [True]
    ]
    claims: Claims = {}
    for name, rule in rules.claims.items() if not faults else ():
        try:
            value = _claim(rule, values_at(rule.path, resource, variables), today)
        except ElementFaulty as error:
            faults.append(error.fault)
        else:
            claims |= {} if value is None or value == "" else {name: value}
    return Mapped({} if faults else claims, faults)


def _bound(binding: Binding, resource: object) -> ElementFault | None:
    if not values_at(binding.at, resource):
        return None
    found = values_at(binding.path, resource)
    if found and all(each in binding.codes for each in found):
        return None
    return ElementFault(binding.at, "code-not-allowed", f"Must be one of: {', '.join(binding.codes)}.")


def _claim(rule: ClaimRule, found: list[object], today: date) -> str | int | None:
    if rule.rounded and found:
        return dateint(getattr(past_date(found[0], rule.place, today), rule.rounded))
    values = [each for each in found if isinstance(each, str | int) and not isinstance(each, bool)]
    if rule.codes:
        values = [rule.codes[each] for each in values if isinstance(each, str) and each in rule.codes]
    if not values:
        return None
    if rule.integer:
        return _integer(values[0], rule.place)
    return max(int(each) for each in values) if rule.highest else values[0]


def past_date(written: object, at: str, today: date) -> PartialDate:
    """A date that has come; its latest day is today at most. Raises ElementFaulty, also for a number."""
    try:
        found = PartialDate.parse(written if isinstance(written, str) else "")
    except ValueError:
        raise ElementFaulty(ElementFault(at, "impossible-date", "Is no day of the calendar since 1900.")) from None
    if found.earliest > today:
        raise ElementFaulty(ElementFault(at, "in-the-future", "Lies in the future."))
    return PartialDate(found.earliest, min(found.latest, today))


def _integer(value: str | int, at: str) -> int:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise ElementFaulty(ElementFault(at, "not-an-integer", "Must be a whole number in the digits 0 to 9."))
    return int(value)


@cache
def _compiled(path: str) -> Evaluate:
    compiled: Evaluate = fhirpathpy.compile(path)
    return compiled
