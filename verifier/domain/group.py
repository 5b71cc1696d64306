"""What one credential has to show and prove.

All that a group reveals and proves must come from one credential: health data mixed from two cards would prove what
neither says. What could be answered by cheating cannot be written down: the constructor refuses it with the reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import with_config

from verifier.domain.bounds import NO_OTHER_NAMES, Check, PredicateType, Proof, check_name, resolve

MOST_COPIES = 20
_FIRST_TRIED, _DAYS_TRIED = date(2023, 1, 1), 4 * 366
"""A leap year with one before and two after it: on all of these a range has to be one."""


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Copies:
    """That a group is asked several times, of distinct cards; how often is said when asking."""

    distinct: tuple[str, ...]
    """Revealed attributes, each of which differs from card to card."""
    max: int
    default: int = 1
    min: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.min <= self.default <= self.max <= MOST_COPIES or not self.max:
            raise ValueError(f"copies are: 0 <= min <= default <= max <= {MOST_COPIES}")
        if not self.distinct:
            raise ValueError("copies have to be told apart: name the attributes under 'distinct'")


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class Group:
    name: str
    credential_type: str
    where: Mapping[str, str] = field(default_factory=dict)
    """Revealed attributes whose value is demanded. Restricted in the request and checked again in the judgement."""
    reveal: tuple[str, ...] = ()
    prove: tuple[Proof, ...] = ()
    check: tuple[Check, ...] = ()
    """Bounds on revealed attributes, checked in the judgement."""
    copies: Copies | None = None

    def __post_init__(self) -> None:
        check_name("group", self.name)
        check_name("credential type", self.credential_type)
        for attribute in self.reveal:
            check_name("attribute", attribute)
        if not self.reveal and not self.prove:
            raise ValueError(f"group {self.name}: it asks for nothing")
        if len(set(self.reveal)) != len(self.reveal):
            raise ValueError(f"group {self.name}: an attribute is revealed twice")
        self._check_revealed("a value is demanded of", self.where)
        self._check_revealed("a bound is checked on", {each.attribute for each in self.check})
        self._check_revealed("copies are told apart by", self.copies.distinct if self.copies else ())
        if shown := {proof.attribute for proof in self.prove} & set(self.reveal):
            raise ValueError(f"group {self.name}: {sorted(shown)} is revealed, and need not be proved: use 'check'")
        _check_ranges(self.name, (*self.prove, *self.check))

    def _check_revealed(self, what: str, attributes: Iterable[str]) -> None:
        if hidden := set(attributes) - set(self.reveal):
            raise ValueError(f"group {self.name}: {what} {sorted(hidden)}, which is not revealed")


def _check_ranges(group: str, proofs: tuple[Proof, ...]) -> None:
    """A range of one number gives the value away without showing it; an empty one can never hold."""
    for low in (proof for proof in proofs if proof.comparison is PredicateType.AT_LEAST):
        for high in (proof for proof in proofs if proof.comparison is PredicateType.AT_MOST):
            if low.attribute == high.attribute and not _is_range(low, high):
                raise ValueError(
                    f"group {group}: the range asked of {low.attribute} is no range; demand the value instead"
                )


def _is_range(low: Proof, high: Proof) -> bool:
    days = (_FIRST_TRIED + timedelta(days=number) for number in range(_DAYS_TRIED))
    return all(resolve(low, day) < resolve(high, day) for day in days)
