"""From a form's fields to the draft, and to the page's fields again: rows that were left blank are gone."""

import json

from verifier.console.editor.draft import (
    LIMITS,
    BoundRow,
    CopiesDraft,
    Draft,
    GroupDraft,
    LimitDraft,
    ValueRow,
    listed,
)
from verifier.console.editor.fields import Fields
from verifier.domain.language import Language


def read_draft(fields: Fields) -> Draft:
    return Draft(
        id=fields.one("id"),
        version=fields.one("version"),
        title={language: fields.one(f"title.{language}") for language in Language},
        purpose={language: fields.one(f"purpose.{language}") for language in Language},
        groups=tuple(_group(fields, row) for row in fields.rows("groups")),
        equal=tuple(line for row in fields.rows("equal") if (line := fields.one(row))),
        complete_list=fields.one("complete.list"),
        complete_copies=fields.one("complete.copies"),
        limits={name: _limit(fields, name) for name in LIMITS},
        rest=_rest(fields.one("rest")),
    )


def _group(fields: Fields, row: str) -> GroupDraft:
    ticked, more = fields.every(f"{row}.reveal"), listed(fields.one(f"{row}.more"))
    where = (
        ValueRow(fields.one(f"{each}.attribute"), fields.one(f"{each}.value")) for each in _rows(fields, row, "where")
    )
    return GroupDraft(
        name=fields.one(f"{row}.name"),
        credential_type=fields.one(f"{row}.credential_type"),
        reveal=tuple(dict.fromkeys((*ticked, *more))),
        where=tuple(each for each in where if not each.is_blank),
        prove=_bounds(fields, row, "prove"),
        check=_bounds(fields, row, "check"),
        copies=_copies(fields, f"{row}.copies"),
    )


def _rows(fields: Fields, row: str, name: str) -> tuple[str, ...]:
    return fields.rows(f"{row}.{name}")


def _bounds(fields: Fields, group: str, name: str) -> tuple[BoundRow, ...]:
    rows = (
        BoundRow(
            attribute=fields.one(f"{row}.attribute"),
            comparison=fields.one(f"{row}.comparison", BoundRow.comparison),
            amount=fields.one(f"{row}.amount"),
            unit=fields.one(f"{row}.unit", BoundRow.unit),
            otherwise=fields.one(f"{row}.otherwise", BoundRow.otherwise),
        )
        for row in _rows(fields, group, name)
    )
    return tuple(row for row in rows if not row.is_blank)


def _copies(fields: Fields, row: str) -> CopiesDraft:
    return CopiesDraft(
        wanted=bool(fields.one(f"{row}.wanted")),
        distinct=fields.one(f"{row}.distinct"),
        min=fields.one(f"{row}.min", CopiesDraft.min),
        default=fields.one(f"{row}.default", CopiesDraft.default),
        max=fields.one(f"{row}.max", CopiesDraft.max),
    )


def _limit(fields: Fields, name: str) -> LimitDraft:
    return LimitDraft(fields.one(f"{name}.amount"), fields.one(f"{name}.unit", LimitDraft.unit))


def _rest(text: str) -> dict[str, object]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
