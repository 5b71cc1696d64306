"""What an AnonCreds presentation request asks, in a form that a patient can be shown.

Referents with the same restrictions form one group: its values and predicates are to come from one card. Several groups
under the same restrictions are told apart by what stands before the first dot of their referents, where all of them say
it so (`mother.1.dose_number` belongs to `mother`). `allergy-1` and `allergy-2` that ask for the same names are copies
of one group, each of another card; so are referents without predicates that ask for the same names. A request is
untrusted input; what cannot be read is refused, never shown in part.
Source: AnonCreds Specification v1.0, presentation request.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from pydantic import ValidationError

from agent.errors import InvalidInput
from agent.ports import ProofRequest
from agent.protocol import CredDefId
from wallet_api.domain.request_wire import Comparison, WireReferent, WireRequest

_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,9}", re.ASCII)
_COPY = re.compile(r"(.+)-[0-9]{1,2}")
"""`allergy-2`: the second copy of `allergy`."""


class UnreadableRequest(InvalidInput):
    """The request is not one that this wallet can show and answer."""

    code = "unreadable-request"
    next_step = "Tell the clinic that its request could not be read."


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
    cred_def_ids: tuple[CredDefId, ...] = ()
    """Under which its card has to be issued, where the request says so."""

    @property
    def referents(self) -> frozenset[str]:
        return frozenset([part.referent for part in self.revealed] + [part.referent for part in self.predicates])

    @property
    def revealed_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in self.revealed for name in part.attributes))


def read_request(request: ProofRequest) -> tuple[RequestedGroup, ...]:
    """Raises UnreadableRequest."""
    try:
        wire = WireRequest.model_validate(request)
    except (ValidationError, RecursionError):
        raise UnreadableRequest("The clinic's request could not be read.") from None
    alike: dict[str, RequestedGroup] = {}
    for referent, asked in wire.requested_attributes.items():
        group = _group_of(alike, asked)
        part = RevealedReferent(referent, asked.all_names())
        alike[asked.restrictions_key()] = replace(group, revealed=(*group.revealed, part))
    for referent, bound in wire.requested_predicates.items():
        group = _group_of(alike, bound)
        predicate = Predicate(referent, bound.name, bound.p_type, bound.p_value)
        alike[bound.restrictions_key()] = replace(group, predicates=(*group.predicates, predicate))
    if not alike:
        raise UnreadableRequest("The clinic's request asks for nothing.")
    return _numbered(
        (group, key and (number, key)) for number, same in enumerate(alike.values()) for group, key in _apart(same)
    )


def _group_of(alike: Mapping[str, RequestedGroup], asked: WireReferent) -> RequestedGroup:
    return alike.get(asked.restrictions_key()) or RequestedGroup((), (), cred_def_ids=asked.cred_def_ids())


def _apart(group: RequestedGroup) -> Iterable[tuple[RequestedGroup, str | None]]:
    """The groups under one set of restrictions, each with what its copies share."""
    dotted = {_prefix(referent) for referent in group.referents if "." in referent}
    whole = {referent for referent in group.referents if "." not in referent}
    if dotted and whole <= dotted:
        parts = [(_part(group, prefix), _copied(prefix)) for prefix in _prefixes(group)]
        return [(part, name and f"{name} {part.revealed_names}") for part, name in parts]
    names = {part.attributes for part in group.revealed}
    if len(group.revealed) > 1 and len(names) == 1 and dotted <= whole:
        return [(_part(group, part.referent), "any") for part in group.revealed]
    return [(group, None)]


def _numbered(groups: Iterable[tuple[RequestedGroup, object]]) -> tuple[RequestedGroup, ...]:
    """With the same number in all copies; a copy that is alone is none."""
    found = list(groups)
    keys = [key for _, key in found]
    return tuple(
        replace(group, kin=keys.index(key)) if key is not None and keys.count(key) > 1 else group
        for group, key in found
    )


def _part(group: RequestedGroup, prefix: str) -> RequestedGroup:
    return replace(
        group,
        revealed=tuple(part for part in group.revealed if _prefix(part.referent) == prefix),
        predicates=tuple(part for part in group.predicates if _prefix(part.referent) == prefix),
    )


def _prefixes(group: RequestedGroup) -> Iterable[str]:
    referents = [part.referent for part in group.revealed] + [part.referent for part in group.predicates]
    return dict.fromkeys(map(_prefix, referents))


def _prefix(referent: str) -> str:
    return referent.partition(".")[0]


def _copied(prefix: str) -> str | None:
    found = _COPY.fullmatch(prefix)
    return found[1] if found else None


def _canonical(raw: str) -> int | None:
    number = int(raw) if _CANONICAL.fullmatch(raw) else None
    return number if number is not None and -(2**31) <= number < 2**31 else None
