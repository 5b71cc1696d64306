"""Entries and what is sealed beside them: added with the act, given their place in the tree later, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.audit.tables import AuditTables
from agent.service.database import Transaction


@dataclass(frozen=True)
class NewEntry:
    event_id: str
    leaf: bytes
    key_id: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class Pending:
    number: int
    leaf: bytes


@dataclass(frozen=True)
class Entry:
    event_id: str
    index: int | None
    """Its place in the tree; None until it has one."""
    leaf: bytes
    key_id: str
    sealed: bytes = field(repr=False)


class EntryStore:
    def __init__(self, tables: AuditTables) -> None:
        self._table = tables.entries

    async def add(self, transaction: Transaction, entries: Sequence[NewEntry]) -> None:
        rows = [
            {"event_id": each.event_id, "leaf": each.leaf, "key_id": each.key_id, "sealed": each.sealed}
            for each in entries
        ]
        await transaction.connection.execute(self._table.insert(), rows)

    async def pending(self, transaction: Transaction, limit: int) -> Sequence[Pending]:
        """Those without a place, in the order of their writing."""
        table = self._table.c
        query = sa.select(table.number, table.leaf).where(table.leaf_index.is_(None)).order_by(table.number)
        return [Pending(*row) for row in await transaction.connection.execute(query.limit(limit))]

    async def place(self, transaction: Transaction, pending: Sequence[Pending], first: int) -> None:
        """Give them their places, from `first` on."""
        place = sa.bindparam("place", type_=sa.BigInteger)
        statement = self._table.update().where(self._table.c.number == sa.bindparam("of")).values(leaf_index=place)
        rows = [{"of": each.number, "place": first + at} for at, each in enumerate(pending)]
        await transaction.connection.execute(statement, rows)

    async def find(self, connection: AsyncConnection, event_id: str) -> Entry | None:
        row = (await connection.execute(self._all().where(self._table.c.event_id == event_id))).first()
        return _entry(row) if row else None

    async def of_key(self, connection: AsyncConnection, key_id: str) -> Sequence[Entry]:
        """All that is sealed by one key, in the order of their writing."""
        query = self._all().where(self._table.c.key_id == key_id).order_by(self._table.c.number)
        return [_entry(row) for row in await connection.execute(query)]

    async def newest_of_key(
        self, connection: AsyncConnection, key_id: str, before: str | None, limit: int
    ) -> Sequence[Entry]:
        """The last written first; with `before`, an event's id, only those written before it."""
        table = self._table.c
        query = self._all().where(table.key_id == key_id).order_by(table.number.desc()).limit(limit)
        if before is not None:
            last = sa.select(table.number).where(table.event_id == before).scalar_subquery()
            query = query.where(table.number < last)
        return [_entry(row) for row in await connection.execute(query)]

    async def between(self, connection: AsyncConnection, first: int, end: int) -> Sequence[Entry]:
        """Those at these places of the tree, `end` not among them."""
        place = self._table.c.leaf_index
        query = self._all().where(place >= first, place < end).order_by(place)
        return [_entry(row) for row in await connection.execute(query)]

    def _all(self) -> sa.Select[tuple[object, ...]]:
        table = self._table.c
        return sa.select(table.event_id, table.leaf_index, table.leaf, table.key_id, table.sealed)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    kept = row._mapping
    return Entry(kept["event_id"], kept["leaf_index"], kept["leaf"], kept["key_id"], kept["sealed"])
