"""A template as it is typed in the form: texts, and rows that may be blank or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.domain.language import Language

UNITS_S = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
LIMITS = ("answer_within_s", "decide_within_s", "revocation_max_age_s", "valid_for_s")
NO_WORDS: Mapping[str, str] = dict.fromkeys(Language, "")


@dataclass(frozen=True)
class ValueRow:
    """An attribute that has to have a value."""

    attribute: str = ""
    value: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.attribute and not self.value


@dataclass(frozen=True)
class BoundRow:
    """An attribute that is compared."""

    attribute: str = ""
    comparison: str = ">="
    amount: str = ""
    unit: str = "years_before_today"
    otherwise: str = "wrong-value"
    """Of a revealed value only: what it means if it does not hold."""

    @property
    def is_blank(self) -> bool:
        return not self.attribute and not self.amount


@dataclass(frozen=True)
class CopiesDraft:
    wanted: bool = False
    distinct: str = ""
    """Attributes with commas between."""
    min: str = "1"
    default: str = "1"
    max: str = "10"


@dataclass(frozen=True)
class GroupDraft:
    name: str = ""
    credential_type: str = ""
    reveal: tuple[str, ...] = ()
    where: tuple[ValueRow, ...] = ()
    prove: tuple[BoundRow, ...] = ()
    check: tuple[BoundRow, ...] = ()
    copies: CopiesDraft = CopiesDraft()


@dataclass(frozen=True)
class LimitDraft:
    amount: str = ""
    unit: str = "minutes"


USUAL: Mapping[str, LimitDraft] = {
    "answer_within_s": LimitDraft("5", "minutes"),
    "decide_within_s": LimitDraft("2", "minutes"),
    "revocation_max_age_s": LimitDraft("1", "minutes"),
    "valid_for_s": LimitDraft("1", "hours"),
}


@dataclass(frozen=True)
class Draft:
    id: str = ""
    version: str = "1.0"
    title: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    purpose: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    groups: tuple[GroupDraft, ...] = (GroupDraft("card"),)
    equal: tuple[str, ...] = ()
    """Each a line of `group.attribute` with commas between."""
    complete_list: str = ""
    complete_copies: str = ""
    limits: Mapping[str, LimitDraft] = field(default_factory=lambda: USUAL)
    rest: Mapping[str, object] = field(default_factory=dict)
    """What the form has no fields for, kept as it was."""


def listed(text: str) -> tuple[str, ...]:
    """What was typed with commas or blanks between."""
    return tuple(text.replace(",", " ").split())
