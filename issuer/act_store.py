"""The history of acts in the database: only ever added to."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.act import Act, ActKind, Actor, ActorKind, RecordKind
from issuer.tables import acts


class ActStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, at: datetime, kind: ActKind, by: Actor, record_id: str | None
    ) -> None:
        row = {"at": at, "kind": kind, "actor_kind": by.kind, "actor_id": by.actor_id, "record_id": record_id}
        await transaction.connection.execute(acts.insert().values(row))

    async def page(
        self, before: int | None, limit: int, about: Collection[RecordKind] = frozenset(RecordKind)
    ) -> Sequence[Act]:
        """The newest first, those before (that is, older than) the one given; all, or about these kinds of record."""
        query = sa.select(acts).order_by(acts.c.act_id.desc()).limit(limit)
        if before is not None:
            query = query.where(acts.c.act_id < before)
        query = query.where(acts.c.kind.in_([kind for kind in ActKind if kind.record_kind in about]))
        async with self._database.reading() as connection:
            return [_act(row) for row in await connection.execute(query)]

    async def of_record(self, record_id: str) -> Sequence[Act]:
        """All about one record, the oldest first."""
        query = sa.select(acts).where(acts.c.record_id == record_id).order_by(acts.c.act_id)
        async with self._database.reading() as connection:
            return [_act(row) for row in await connection.execute(query)]


def _act(row: sa.Row[tuple[object, ...]]) -> Act:
    kept = row._mapping
    return Act(
        act_id=kept["act_id"],
        at=kept["at"],
        kind=ActKind(kept["kind"]),
        by=Actor(ActorKind(kept["actor_kind"]), kept["actor_id"]),
        record_id=kept["record_id"],
    )
