"""From a template's data to the form's texts."""

from collections.abc import Mapping
from typing import Any

from verifier.console.editor.draft import (
    LIMITS,
    UNITS_S,
    BoundRow,
    CopiesDraft,
    Draft,
    GroupDraft,
    LimitDraft,
    ValueRow,
)
from verifier.domain.template import Template
from verifier.services.templates import content_of

_SHOWN = {"id", "version", "title", "purpose", "groups", "equal", "complete", *LIMITS}


def draft_of(template: Template) -> Draft:
    content = content_of(template)
    complete = content["complete"] or {}
    return Draft(
        id=template.id,
        version=template.version,
        title=content["title"],
        purpose=content["purpose"],
        groups=tuple(_group(each) for each in content["groups"]),
        equal=tuple(", ".join(places) for places in content["equal"]),
        complete_list=complete.get("list", ""),
        complete_copies=complete.get("copies", ""),
        limits={name: _limit(content[name]) for name in LIMITS},
        rest={name: value for name, value in content.items() if name not in _SHOWN and value is not None},
    )


def _group(content: Mapping[str, Any]) -> GroupDraft:
    return GroupDraft(
        name=content["name"],
        credential_type=content["credential_type"],
        reveal=tuple(content["reveal"]),
        where=tuple(ValueRow(name, value) for name, value in content["where"].items()),
        prove=tuple(_bound(each) for each in content["prove"]),
        check=tuple(_bound(each) for each in content["check"]),
        copies=_copies(content["copies"]),
    )


def _bound(content: Mapping[str, Any]) -> BoundRow:
    ((unit, amount),) = ((name, value) for name, value in content["bound"].items() if value is not None)
    otherwise = content.get("otherwise", BoundRow.otherwise)
    return BoundRow(content["attribute"], content["comparison"], str(amount), unit, otherwise)


def _copies(content: Mapping[str, Any] | None) -> CopiesDraft:
    if content is None:
        return CopiesDraft()
    numbers = {name: str(content[name]) for name in ("min", "default", "max")}
    return CopiesDraft(True, ", ".join(content["distinct"]), **numbers)


def _limit(seconds: int) -> LimitDraft:
    """In the largest unit that leaves a whole number."""
    fitting = [unit for unit, size in UNITS_S.items() if seconds % size == 0 and seconds >= size]
    unit = fitting[-1] if fitting else "seconds"
    return LimitDraft(str(seconds // UNITS_S[unit]), unit)
