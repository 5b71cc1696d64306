"""Verifications as a list: ids, states and verdicts, a page at a time. Nothing of a question is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.service.database import Database
from verifier.domain.verdict import Reason
from verifier.domain.verification import Delivery, Outcome, State
from verifier.tables import verifications

_table = verifications.c


@dataclass(frozen=True)
class Sought:
    """What they have to be; None leaves it open."""

    template_id: str | None = None
    verdict: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class VerificationLine:
    verification_id: str
    template_id: str
    template_version: str
    delivery: Delivery
    state: State
    created_at: datetime
    decided_at: datetime | None
    verdict: Outcome | None
    reason: Reason | None


class VerificationList:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, sought: Sought, before: str | None, limit: int) -> Sequence[VerificationLine]:
        """The newest first, from those asked before the verification of this id; none where there is no such one."""
        named = [getattr(_table, name) for name in VerificationLine.__dataclass_fields__ if name != "verification_id"]
        query = sa.select(_table.id.label("verification_id"), *named).where(*_conditions(sought))
        if before is not None:
            place = sa.tuple_(_table.created_at, _table.id)
            query = query.where(
                place < sa.select(_table.created_at, _table.id).where(_table.id == before).scalar_subquery()
            )
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_table.created_at.desc(), _table.id.desc()).limit(limit))
            return [_line(row) for row in rows]


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if sought.template_id is not None:
        found.append(_table.template_id == sought.template_id)
    if sought.verdict is not None:
        found.append(_table.verdict == sought.verdict)
    if sought.since is not None:
        found.append(_table.created_at >= sought.since)
    if sought.until is not None:
        found.append(_table.created_at < sought.until)
    return found


def _line(row: sa.Row[Any]) -> VerificationLine:
    values = dict(row._mapping)
    values |= {"delivery": Delivery(row.delivery), "state": State(row.state)}
    values |= {"verdict": Outcome(row.verdict) if row.verdict else None}
    return VerificationLine(**values | {"reason": Reason(row.reason) if row.reason else None})
