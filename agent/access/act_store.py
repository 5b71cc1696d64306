"""The history of acts in the database: only ever added to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from agent.access.domain.act import Act, Actor, ActorKind
from agent.access.domain.act_kinds import ActKinds
from agent.service.database import Database, Transaction


class ActStore:
    def __init__(self, database: Database, table: sa.Table, kinds: ActKinds) -> None:
        self._database = database
        self._table = table
        self.kinds = kinds

    async def add(
        self, transaction: Transaction, at: datetime, kind: StrEnum, by: Actor, record_id: str | None
    ) -> None:
        row = {"at": at, "kind": kind, "actor_kind": by.kind, "actor_id": by.actor_id, "record_id": record_id}
        await transaction.connection.execute(self._table.insert().values(row))

    async def page(
        self,
        before: int | None,
        limit: int,
        about: Collection[StrEnum] | None = None,
        by: ActorKind | None = None,
    ) -> Sequence[Act]:
        """The newest first, those before (that is, older than) the one given; all, or about these kinds of record."""
        acts, kinds = self._table, self.kinds.record_kinds.items()
        query = sa.select(acts).order_by(acts.c.act_id.desc()).limit(limit)
        if before is not None:
            query = query.where(acts.c.act_id < before)
        query = query.where(acts.c.kind.in_([kind for kind, record in kinds if about is None or record in about]))
        if by is not None:
            query = query.where(acts.c.actor_kind == by)
        async with self._database.reading() as connection:
            return [self._act(row) for row in await connection.execute(query)]

    async def of_record(self, record_id: str) -> Sequence[Act]:
        """All about one record, the oldest first."""
        acts = self._table
        query = sa.select(acts).where(acts.c.record_id == record_id).order_by(acts.c.act_id)
        async with self._database.reading() as connection:
            return [self._act(row) for row in await connection.execute(query)]

    def _act(self, row: sa.Row[tuple[object, ...]]) -> Act:
        kept = row._mapping
        kind = self.kinds.named(kept["kind"])
        return Act(
            act_id=kept["act_id"],
            at=kept["at"],
            kind=kind,
            record_kind=self.kinds.record_kinds[kind],
            by=Actor(ActorKind(kept["actor_kind"]), kept["actor_id"]),
            record_id=kept["record_id"],
        )
