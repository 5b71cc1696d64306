"""Proofs from the tiles in the database: that an entry is in a tree, and that one tree begins with another."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.audit.store.trees import TreeStore
from agent.audit.tree.shape import Leaves, consistency_parts, inclusion_parts
from agent.audit.tree.tiles import hashes_of, tiles_of
from agent.service.database import Database


@dataclass(frozen=True)
class Proving:
    database: Database
    trees: TreeStore

    async def inclusion(self, index: int, size: int) -> list[bytes]:
        """Raises ValueError where there is no such leaf."""
        return await self._hashes(inclusion_parts(index, size))

    async def consistency(self, first: int, second: int) -> list[bytes]:
        """Raises ValueError where no proof leads from the first to the second."""
        return await self._hashes(consistency_parts(first, second))

    async def _hashes(self, parts: Sequence[Leaves]) -> list[bytes]:
        async with self.database.reading() as connection:
            tiles = await self.trees.tiles(connection, tiles_of(parts))
        return hashes_of(parts, tiles)
