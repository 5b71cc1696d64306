"""Tiles and checkpoints of the tree. A tile only ever gets longer; a checkpoint only gets signatures and an anchor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.c2sp.note import Note
from agent.audit.tables import AuditTables
from agent.audit.tree.tiles import TileAt
from agent.service.database import Transaction
from agent.service.engines import insert_into


@dataclass(frozen=True)
class KeptCheckpoint:
    checkpoint: Checkpoint
    note: Note
    made_at: datetime
    published_at: datetime | None = None
    anchoring_at: datetime | None = None
    anchor_request: str | None = None
    anchor: str | None = None

    @property
    def size(self) -> int:
        return self.checkpoint.size

    def signed_by(self, note: Note, published_at: datetime | None) -> "KeptCheckpoint":
        return replace(self, note=note, published_at=published_at)

    def being_anchored(self, request: str) -> "KeptCheckpoint":
        return replace(self, anchor_request=request)


class TreeStore:
    def __init__(self, tables: AuditTables) -> None:
        self._tiles = tables.tiles
        self._checkpoints = tables.checkpoints

    async def tiles(self, connection: AsyncConnection, wanted: Iterable[TileAt]) -> Mapping[TileAt, bytes]:
        """Those of them that there are."""
        table, places = self._tiles.c, [(each.level, each.index) for each in wanted]
        query = sa.select(table.level, table.tile_index, table.hashes)
        found = await connection.execute(query.where(sa.tuple_(table.level, table.tile_index).in_(places)))
        return {TileAt(row.level, row.tile_index): row.hashes for row in found}

    async def put_tiles(self, transaction: Transaction, tiles: Mapping[TileAt, bytes]) -> None:
        connection = transaction.connection
        insert = insert_into(connection, self._tiles)
        statement = insert.on_conflict_do_update(
            index_elements=["level", "tile_index"], set_={"hashes": insert.excluded.hashes}
        )
        rows = [{"level": at.level, "tile_index": at.index, "hashes": hashes} for at, hashes in tiles.items()]
        await connection.execute(statement, rows)

    async def add_checkpoint(self, transaction: Transaction, made: KeptCheckpoint) -> None:
        row = {"size": made.size, "note": made.note.text, "made_at": made.made_at, "published_at": made.published_at}
        await transaction.connection.execute(self._checkpoints.insert().values(row))

    async def newest(self, connection: AsyncConnection) -> KeptCheckpoint | None:
        return await self._first(connection, sa.true(), newest=True)

    async def published(self, connection: AsyncConnection) -> KeptCheckpoint | None:
        """The newest that enough witnesses signed."""
        return await self._first(connection, self._checkpoints.c.published_at.is_not(None), newest=True)

    async def anchored(self, connection: AsyncConnection) -> KeptCheckpoint | None:
        """The newest that is on the ledger."""
        return await self._first(connection, self._checkpoints.c.anchor.is_not(None), newest=True)

    async def anchored_over(self, connection: AsyncConnection, index: int) -> KeptCheckpoint | None:
        """The first on the ledger that has the entry at this place."""
        table = self._checkpoints.c
        return await self._first(connection, sa.and_(table.anchor.is_not(None), table.size > index), newest=False)

    async def being_anchored(self, connection: AsyncConnection) -> KeptCheckpoint | None:
        """One that was sent to the ledger, and of which no answer was kept."""
        table = self._checkpoints.c
        return await self._first(
            connection, sa.and_(table.anchoring_at.is_not(None), table.anchor.is_(None)), newest=True
        )

    async def all_anchored(self, connection: AsyncConnection) -> list[KeptCheckpoint]:
        table = self._checkpoints.c
        query = sa.select(self._checkpoints).where(table.anchor.is_not(None)).order_by(table.size)
        return [_checkpoint(row) for row in await connection.execute(query)]

    async def note_signatures(self, transaction: Transaction, kept: KeptCheckpoint) -> None:
        values = {"note": kept.note.text, "published_at": kept.published_at}
        await self._update(transaction, kept.size, values)

    async def note_anchoring(self, transaction: Transaction, size: int, at: datetime, request: str) -> None:
        await self._update(transaction, size, {"anchoring_at": at, "anchor_request": request})

    async def note_anchored(self, transaction: Transaction, size: int, anchor: str) -> None:
        await self._update(transaction, size, {"anchor": anchor})

    async def forget_before(self, transaction: Transaction, size: int) -> None:
        """Checkpoints that a greater one that is published stands for, but those on the ledger or on their way."""
        table = self._checkpoints.c
        await transaction.connection.execute(
            self._checkpoints.delete().where(table.size < size, table.anchoring_at.is_(None))
        )

    async def _update(self, transaction: Transaction, size: int, values: Mapping[str, object]) -> None:
        statement = self._checkpoints.update().where(self._checkpoints.c.size == size).values(values)
        await transaction.connection.execute(statement)

    async def _first(
        self, connection: AsyncConnection, where: sa.ColumnElement[bool], *, newest: bool
    ) -> KeptCheckpoint | None:
        size = self._checkpoints.c.size
        query = sa.select(self._checkpoints).where(where).order_by(size.desc() if newest else size).limit(1)
        row = (await connection.execute(query)).first()
        return _checkpoint(row) if row else None


def _checkpoint(row: sa.Row[tuple[object, ...]]) -> KeptCheckpoint:
    kept = row._mapping
    checkpoint, note = parse_checkpoint(kept["note"])
    names = ("made_at", "published_at", "anchoring_at", "anchor_request", "anchor")
    return KeptCheckpoint(checkpoint, note, **{name: kept[name] for name in names})
