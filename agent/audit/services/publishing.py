"""What the log publishes, for auditors, monitors and phones: checkpoint, tiles, entries, proofs and anchors.

Only what enough witnesses signed is published, so that nobody is shown a history that they were not.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.audit.c2sp.bundles import bundle_of
from agent.audit.c2sp.encoding import base64_of
from agent.audit.services.proving import Proving
from agent.audit.store.entries import EntryStore
from agent.audit.store.trees import KeptCheckpoint, TreeStore
from agent.audit.tree.hashes import HASH_BYTES
from agent.audit.tree.tiles import HEIGHT, WIDTH, TileAt, parse_tile_path
from agent.errors import InvalidInput, NotFound
from agent.service.database import Database


class NothingPublished(NotFound):
    """There is no checkpoint that enough witnesses signed."""

    code = "no-checkpoint"
    next_step = "Wait some seconds; if it stays so, see whether the witnesses are up."


class NoSuchTile(NotFound):
    code = "no-such-tile"
    next_step = "Ask for tiles of the tree that the checkpoint is of."


@dataclass(frozen=True)
class Publishing:
    database: Database
    entries: EntryStore
    trees: TreeStore
    proving: Proving

    async def checkpoint(self) -> KeptCheckpoint:
        """Raises NothingPublished."""
        async with self.database.reading() as connection:
            found = await self.trees.published(connection)
        if found is None:
            raise NothingPublished("No checkpoint is published yet.")
        return found

    async def tile(self, level: int, path: str) -> bytes:
        """Hashes. Raises NothingPublished, NoSuchTile."""
        wanted, size = parse_tile_path(path), (await self.checkpoint()).size
        if wanted is None or wanted.index * WIDTH + wanted.width > size >> HEIGHT * level:
            raise NoSuchTile("There is no such tile.")
        at = TileAt(level, wanted.index)
        async with self.database.reading() as connection:
            tiles = await self.trees.tiles(connection, [at])
        return tiles[at][: wanted.width * HASH_BYTES]

    async def bundle(self, path: str) -> bytes:
        """Entries. Raises NothingPublished, NoSuchTile."""
        wanted, size = parse_tile_path(path), (await self.checkpoint()).size
        if wanted is None or wanted.index * WIDTH + wanted.width > size:
            raise NoSuchTile("There are no such entries.")
        first = wanted.index * WIDTH
        async with self.database.reading() as connection:
            found = await self.entries.between(connection, first, first + wanted.width)
        return bundle_of(each.leaf for each in found)

    async def consistency(self, first: int, second: int) -> Sequence[str]:
        """The proof, in base64, that the tree of `second` leaves begins with that of `first`.

        Raises NothingPublished, InvalidInput.
        """
        if not 0 < first <= second <= (await self.checkpoint()).size:
            raise InvalidInput("There is no proof between trees of these sizes.")
        return [base64_of(each) for each in await self.proving.consistency(first, second)]

    async def anchors(self) -> Sequence[Mapping[str, Any]]:
        """Every checkpoint that is on the ledger, with what proves it, the first one first."""
        async with self.database.reading() as connection:
            found = await self.trees.all_anchored(connection)
        return [{"checkpoint": each.note.text, "anchor": json.loads(each.anchor or "null")} for each in found]
