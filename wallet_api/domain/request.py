"""What an AnonCreds presentation request asks, in a form that a patient can be shown.

Referents with the same restrictions form one group: its values and predicates are to come from one card. Where the same
names are asked for several times under the same restrictions, they are copies of one group, each of another card; what
stands before the first dot of a referent says which copy it belongs to. A request is untrusted input; what cannot be
read is refused, never shown in part.
Source: AnonCreds Specification v1.0, presentation request.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, assert_never

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator

from agent.errors import InvalidInput
from agent.ports import ProofRequest


def _visible(text: str) -> str:
    """A name that disguises itself (line breaks, right-to-left override, NUL) is not shown to anybody."""
    if not text.isprintable():
        raise ValueError("not printable")
    return text


Name = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_visible)]
Referent = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_visible)]
Int32 = Annotated[StrictInt, Field(ge=-(2**31), le=2**31 - 1)]
Comparison = Literal[">=", "<=", ">", "<"]
MAX_REFERENTS = 50
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,9}", re.ASCII)


class UnreadableRequest(InvalidInput):
    """The request is not one that this wallet can show and answer."""

    code = "unreadable-request"
    next_step = "Tell the clinic that its request could not be read."


class _Wire(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class _Referent(_Wire):
    restrictions: Annotated[list[dict[str, str]], Field(max_length=100)] = []

    def group_key(self) -> str:
        return repr(sorted(sorted(restriction.items()) for restriction in self.restrictions))


class _Attribute(_Referent):
    name: Name | None = None
    names: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> "_Attribute":
        if (self.name is None) == (self.names is None):
            raise ValueError("either name or names")
        return self

    def all_names(self) -> tuple[str, ...]:
        return tuple(self.names or [self.name or ""])


class _Predicate(_Referent):
    name: Name
    p_type: Comparison
    p_value: Int32


class _Request(_Wire):
    requested_attributes: Annotated[dict[Referent, _Attribute], Field(max_length=MAX_REFERENTS)] = {}
    requested_predicates: Annotated[dict[Referent, _Predicate], Field(max_length=MAX_REFERENTS)] = {}

    @model_validator(mode="after")
    def _apart(self) -> "_Request":
        if self.requested_attributes.keys() & self.requested_predicates.keys():
            raise ValueError("one referent for two things")
        return self


@dataclass(frozen=True)
class Predicate:
    referent: str
    attribute: str
    comparison: Comparison
    value: int

    def holds(self, raw: str) -> bool:
        """Whether this value satisfies it: only canonical 32-bit integers can, all else is hashed by AnonCreds."""
        number = _canonical(raw)
        if number is None:
            return False
        match self.comparison:
            case ">=":
                return number >= self.value
            case "<=":
                return number <= self.value
            case ">":
                return number > self.value
            case "<":
                return number < self.value
            case _:
                assert_never(self.comparison)


@dataclass(frozen=True)
class RevealedReferent:
    referent: str
    attributes: tuple[str, ...]


@dataclass(frozen=True)
class RequestedGroup:
    """What one card is asked for."""

    revealed: tuple[RevealedReferent, ...]
    predicates: tuple[Predicate, ...]
    kin: int | None = None
    """The same number in all copies of one group."""

    @property
    def referents(self) -> frozenset[str]:
        return frozenset([part.referent for part in self.revealed] + [part.referent for part in self.predicates])

    @property
    def revealed_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in self.revealed for name in part.attributes))


def read_request(request: ProofRequest) -> tuple[RequestedGroup, ...]:
    """Raises UnreadableRequest."""
    try:
        wire = _Request.model_validate(request)
    except (ValidationError, RecursionError):
        raise UnreadableRequest("The clinic's request could not be read.") from None
    groups: dict[str, tuple[list[RevealedReferent], list[Predicate]]] = {}
    for referent, attribute in wire.requested_attributes.items():
        revealed, _ = groups.setdefault(attribute.group_key(), ([], []))
        revealed.append(RevealedReferent(referent, attribute.all_names()))
    for referent, asked in wire.requested_predicates.items():
        _, predicates = groups.setdefault(asked.group_key(), ([], []))
        predicates.append(Predicate(referent, asked.name, asked.p_type, asked.p_value))
    if not groups:
        raise UnreadableRequest("The clinic's request asks for nothing.")
    merged = [RequestedGroup(tuple(revealed), tuple(predicates)) for revealed, predicates in groups.values()]
    return tuple(copy for number, group in enumerate(merged) for copy in _copies(group, number))


def _copies(group: RequestedGroup, number: int) -> tuple[RequestedGroup, ...]:
    """The group as it is, unless it asks for the same names again and every predicate says of which copy it is."""
    names = [part.attributes for part in group.revealed]
    copies = [part.referent for part in group.revealed]
    strays = {part.referent.partition(".")[0] for part in group.predicates} - set(copies)
    if len(names) == 1 or len(set(names)) != 1 or strays:
        return (group,)
    return tuple(
        RequestedGroup(
            (part,), tuple(p for p in group.predicates if p.referent.partition(".")[0] == part.referent), number
        )
        for part in group.revealed
    )


def _canonical(raw: str) -> int | None:
    number = int(raw) if _CANONICAL.fullmatch(raw) else None
    return number if number is not None and -(2**31) <= number < 2**31 else None
