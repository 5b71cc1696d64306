"""From a draft to a template, or to what is wrong with it, each fault at its field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from verifier.console.editor.draft import UNITS_S, BoundRow, Draft, GroupDraft, LimitDraft, listed
from verifier.domain.template import Template

_templates = TypeAdapter(Template)
_PLACE = re.compile(
    r"(groups\.\d+\.(name|credential_type|reveal|where|copies|(prove|check)\.\d+)|groups\.\d+|groups|equal|complete"
    r"|id|version|title|purpose|[a-z]+(_[a-z]+)*_s)(?=\.|$)"
)
_ABOUT = (
    ("the id ", "id"), ("the version ", "version"), ("title", "title"), ("purpose", "purpose"), ("equal", "equal"),
    ("complete", "complete"), ("answer_within_s", "answer_within_s"), ("decide_within_s", "decide_within_s"),
    ("revocation_max_age_s", "revocation_max_age_s"), ("valid_for_s", "valid_for_s"), ("a template has", "groups"),
)  # fmt: skip
"""How the sentences begin that are about the whole template, and the field that they mean."""
_PLAIN = {
    "int_parsing": "Give a whole number.",
    "int_from_float": "Give a whole number.",
    "int_parsing_size": "This number is too large.",
    "missing": "This is missing.",
    "enum": "Choose one of these.",
    "unexpected_keyword_argument": "This is not known here.",
}


@dataclass(frozen=True)
class Faults:
    """Place -> sentences; a place is a field's name, or the row or group that it stands in."""

    at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.at)


def content_of_draft(draft: Draft) -> dict[str, Any]:
    """The data of a template's file, with what was typed where a number should be."""
    content: dict[str, Any] = {
        **draft.rest,
        "id": draft.id,
        "version": draft.version,
        "title": {language: text for language, text in draft.title.items() if text},
        "purpose": {language: text for language, text in draft.purpose.items() if text},
        "groups": [_group(group) for group in draft.groups],
        "equal": [listed(line) for line in draft.equal],
    }
    if draft.complete_list or draft.complete_copies:
        content["complete"] = {"list": draft.complete_list, "copies": draft.complete_copies}
    limits = {name: _seconds(limit) for name, limit in draft.limits.items() if limit.amount}
    return content | limits


def template_of(draft: Draft) -> Template | Faults:
    own = {place: (sentence,) for place, sentence in _slips(draft)}
    if own:
        return Faults(own)
    try:
        return _templates.validate_python(content_of_draft(draft))
    except ValidationError as error:
        faults: dict[str, tuple[str, ...]] = {}
        for each in error.errors(include_url=False, include_input=False):
            place, sentence = _fault(each)
            faults[place] = (*faults.get(place, ()), sentence)
        return Faults(faults)


def _group(group: GroupDraft) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": group.name,
        "credential_type": group.credential_type,
        "reveal": group.reveal,
        "where": {row.attribute: row.value for row in group.where},
        "prove": [_bound(row) for row in group.prove],
        "check": [_bound(row) | {"otherwise": row.otherwise} for row in group.check],
    }
    if group.copies.wanted:
        numbers = {name: getattr(group.copies, name) for name in ("min", "default", "max")}
        content["copies"] = {"distinct": listed(group.copies.distinct), **numbers}
    return content


def _bound(row: BoundRow) -> dict[str, Any]:
    return {"attribute": row.attribute, "comparison": row.comparison, "bound": {row.unit: row.amount}}


def _seconds(limit: LimitDraft) -> int | str:
    size = UNITS_S.get(limit.unit)
    is_number = limit.amount.isascii() and limit.amount.isdecimal() and len(limit.amount) < 12
    return int(limit.amount) * size if size and is_number else limit.amount


def _slips(draft: Draft) -> Iterator[tuple[str, str]]:
    """What the data of a template could not show any more."""
    for number, group in enumerate(draft.groups):
        attributes = [row.attribute for row in group.where]
        if len(set(attributes)) < len(attributes):
            yield f"groups.{number}.where", "An attribute stands here twice; it can have one value only."
        elif any(not row.attribute or not row.value for row in group.where):
            yield f"groups.{number}.where", "Name the attribute and the value that it has to have."


def _fault(error: ErrorDetails) -> tuple[str, str]:
    where = ".".join(map(str, error["loc"]))
    message = error["msg"].removeprefix("Value error, ")
    sentence = _PLAIN.get(error["type"]) or f"{message[0].upper()}{message[1:].rstrip('.')}."
    if found := _PLACE.match(where):
        return found[0], sentence
    return next((place for start, place in _ABOUT if message.startswith(start)), ""), sentence
