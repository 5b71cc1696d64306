"""Puts the digest of a checkpoint on the ledger, on a timer: so many seconds, or so many entries, after the last.

Only a checkpoint that enough witnesses signed, and only if the tree has grown: the ledger's growth follows time, not
acts. The signed request is written down before it is sent, and sent again until it is answered, which the validators
do without writing it twice. One at a time among all processes.
"""

import json
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.audit.store.trees import KeptCheckpoint, TreeStore
from agent.errors import Problem
from agent.ledger.anchors import PARTS, signed_anchor, submit_anchor
from agent.ledger.client import Ledger
from agent.ledger.did_key import DidKey
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.engines import one_at_a_time
from agent.service.logging import declare_fields, get_logger
from agent.service.outbox import wait
from agent.service.wakeups import ANY, Wakeups

UNANSWERED_FOR = timedelta(seconds=30)
"""After this another process may take it that the one that sent an anchor is gone."""
LOOK_EACH_S = 5.0
_LOCK_KEY = zlib.crc32(b"audit anchoring")
declare_fields("tree_size", "seq_no")
log = get_logger(__name__)
OpenLedger = Callable[[], Awaitable[Ledger]]


@dataclass(frozen=True)
class Timing:
    every: timedelta
    entries: int
    """After so many new ones sooner than that."""


@dataclass
class Anchoring:
    database: Database
    trees: TreeStore
    signer: DidKey
    ledger: OpenLedger
    timing: Timing
    clock: Clock = utc_now
    _told: str = ""

    async def run(self, published: Wakeups) -> None:
        """Until cancelled."""
        began_at = self.clock()
        pause_s = min(LOOK_EACH_S, self.timing.every.total_seconds() / 2)
        with published.waiting(ANY) as woken:
            while True:
                woken.clear()
                await self.anchor_if_due(began_at)
                await wait(woken, pause_s)

    async def anchor_if_due(self, began_at: datetime) -> int | None:
        """The number of the ledger's transaction, if one was written; `began_at` counts where there is none yet."""
        claimed = await self._claim(began_at)
        if claimed is None:
            return None
        try:
            reply = await submit_anchor(await self.ledger(), claimed.anchor_request or "")
        except Problem as problem:
            if problem.code != self._told:
                log.warning("audit.not_anchored", code=problem.code, tree_size=claimed.size)
            self._told = problem.code
            return None
        self._told, seq_no = "", int(reply["txnMetadata"]["seqNo"])
        async with self.database.transaction() as transaction:
            proof = json.dumps({name: reply[name] for name in PARTS})
            await self.trees.note_anchored(transaction, claimed.size, proof)
        log.info("audit.anchored", tree_size=claimed.size, seq_no=seq_no)
        return seq_no

    async def _claim(self, began_at: datetime) -> KeptCheckpoint | None:
        """What is to be sent now, and written down as such."""
        async with self.database.transaction() as transaction:
            await one_at_a_time(transaction.connection, _LOCK_KEY)
            unanswered = await self.trees.being_anchored(transaction.connection)
            if unanswered is not None:
                is_ours_to_send = self.clock() - (unanswered.anchoring_at or began_at) >= UNANSWERED_FOR
                due, request = unanswered if is_ours_to_send else None, unanswered.anchor_request
            else:
                due, request = await self._due(transaction, began_at), None
            if due is None:
                return None
            request = request or signed_anchor(self.signer, due.checkpoint.digest)
            await self.trees.note_anchoring(transaction, due.size, self.clock(), request)
        return due.being_anchored(request)

    async def _due(self, transaction: Transaction, began_at: datetime) -> KeptCheckpoint | None:
        newest = await self.trees.published(transaction.connection)
        last = await self.trees.anchored(transaction.connection)
        last_at, last_size = (last.anchoring_at or last.made_at, last.size) if last else (began_at, 0)
        if newest is None or newest.size == last_size:
            return None
        is_time = self.clock() - last_at >= self.timing.every or newest.size - last_size >= self.timing.entries
        return newest if is_time else None
