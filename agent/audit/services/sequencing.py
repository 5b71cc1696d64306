"""Gives new entries their places in the tree and signs the checkpoint over it: one at a time among all processes.

All of it is one transaction: killed at any point, either nothing happened or all of it. Before it signs, it looks
whether the tree it grows is the one that it signed last; a database that was tampered with is not signed over.
"""

import asyncio
import zlib
from dataclasses import dataclass

from agent.audit.c2sp.checkpoint import Checkpoint
from agent.audit.c2sp.keys import PrivateKey
from agent.audit.c2sp.note import Note
from agent.audit.c2sp.policy import Policy
from agent.audit.store.entries import EntryStore
from agent.audit.store.trees import KeptCheckpoint, TreeStore
from agent.audit.tree.hashes import EMPTY_ROOT, leaf_hash
from agent.audit.tree.shape import Leaves
from agent.audit.tree.tiles import TileAt, grown, hash_of, right_edge
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.engines import one_at_a_time
from agent.service.logging import declare_fields, get_logger
from agent.service.outbox import wait
from agent.service.wakeups import ANY, Wakeups

BATCH = 4096
_LOCK_KEY = zlib.crc32(b"audit sequencer")
declare_fields("tree_size")
log = get_logger(__name__)


class TreeTamperedWith(RuntimeError):
    """The tiles in the database are not those that were signed. Nothing is signed over them."""


@dataclass(frozen=True)
class Sequencer:
    database: Database
    entries: EntryStore
    trees: TreeStore
    key: PrivateKey
    policy: Policy
    made: Wakeups
    """Woken by each new checkpoint."""
    clock: Clock = utc_now

    async def run(self, news: Wakeups, pause_s: float, poll_s: float = 5.0) -> None:
        """Until cancelled: as soon as there are entries, and then not again for `pause_s`."""
        with news.waiting(ANY) as woken:
            while True:
                woken.clear()  # before the look, so that what comes during it wakes us again
                if await self.sequence() is None:
                    await wait(woken, poll_s)
                else:
                    await asyncio.sleep(pause_s)

    async def sequence(self) -> Checkpoint | None:
        """The checkpoint over all entries that were there; None if there was nothing new. Raises TreeTamperedWith."""
        made = None
        while (grew := await self._grow()) is not None:
            made = grew
        if made is not None:
            self.made.wake_all()
            log.debug("audit.checkpoint", tree_size=made.size)
        return made

    async def _grow(self) -> Checkpoint | None:
        async with self.database.transaction() as transaction:
            await one_at_a_time(transaction.connection, _LOCK_KEY)
            pending = await self.entries.pending(transaction, BATCH)
            if not pending:
                return None
            size, edge = await self._before(transaction)
            tiles = grown(size, edge, [leaf_hash(each.leaf) for each in pending])
            await self.entries.place(transaction, pending, size)
            await self.trees.put_tiles(transaction, tiles)
            size += len(pending)
            return await self._sign(
                transaction, Checkpoint(self.key.name, size, hash_of(Leaves(0, size), edge | tiles))
            )

    async def _before(self, transaction: Transaction) -> tuple[int, dict[TileAt, bytes]]:
        newest = await self.trees.newest(transaction.connection)
        size, root = (newest.size, newest.checkpoint.root) if newest else (0, EMPTY_ROOT)
        edge = dict(await self.trees.tiles(transaction.connection, right_edge(size)))
        try:
            is_same = hash_of(Leaves(0, size), edge) == root
        except (KeyError, ValueError):
            is_same = False
        if not is_same:
            log.error("audit.tree_tampered_with", tree_size=size)
            raise TreeTamperedWith("the tiles are not those that were signed")
        return size, edge

    async def _sign(self, transaction: Transaction, checkpoint: Checkpoint) -> Checkpoint:
        at, note = self.clock(), Note(checkpoint.body, (self.key.sign(checkpoint.body),))
        published_at = at if self.policy.accepts(note, checkpoint.origin) else None
        await self.trees.add_checkpoint(transaction, KeptCheckpoint(checkpoint, note, at, published_at))
        if published_at is not None:
            await self.trees.forget_before(transaction, checkpoint.size)
        return checkpoint
