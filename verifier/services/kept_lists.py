"""Which revocation list is in force, also while the ledger is away: then by the last reading of it, and when that was.

A reading says what was newest at its moment, however late the moment asked for. So the ledger is asked anew each time,
one reading serves all who ask meanwhile, and only silence leads back to the reading before. It is written down, so
that a restart in an outage does not forget it; at most every few seconds, for it may only ever look older than it is.
"""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Protocol

from agent.errors import LedgerUnavailable
from agent.ledger.network import GenesisUnreachable
from agent.ledger.shared_reads import SharedReads
from agent.protocol import Did, RevRegId
from agent.service.clock import Clock
from verifier.domain.evidence import ListInForce
from verifier.store.revocation_lists import RevocationListStore

HORIZON = timedelta(days=1)
"""A moment that no clock has reached: asked for it, the ledger names the newest list."""
WRITTEN_DOWN_EACH = timedelta(seconds=10)
KEPT_FOR = timedelta(days=30)
SILENCE = (LedgerUnavailable, GenesisUnreachable)


class Source(Protocol):
    """The ledger itself."""

    def list_in_force(self, rev_reg_id: RevRegId, at: int) -> Awaitable[int]: ...
    def is_registered(self, did: Did) -> Awaitable[bool]: ...


class KeptLists:
    def __init__(self, ledger: Source, store: RevocationListStore, clock: Clock) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._reads = SharedReads[RevRegId, ListInForce](SILENCE)
        self._newest: dict[RevRegId, ListInForce] = {}
        self._written: dict[RevRegId, ListInForce] = {}

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> ListInForce:
        """The last list until `at`, in unix seconds. Raises NotFound, InvalidInput, and what SILENCE names."""
        if rev_reg_id not in self._newest and (found := await self._store.find(rev_reg_id)):
            self._newest[rev_reg_id] = self._written[rev_reg_id] = found
        newest = await self._reads.read(
            rev_reg_id, lambda: self._read(rev_reg_id), lambda: self._newest.get(rev_reg_id)
        )
        if newest.list_at <= at:
            return newest
        read_at = self._clock()
        return ListInForce(await self._ledger.list_in_force(rev_reg_id, at), read_at)

    async def is_registered(self, did: Did) -> bool:
        return await self._ledger.is_registered(did)

    async def purge(self) -> None:
        """Let go of registries that nobody has asked about for long."""
        before = self._clock() - KEPT_FOR
        self._newest = {name: found for name, found in self._newest.items() if found.read_at >= before}
        self._written = {name: found for name, found in self._written.items() if found.read_at >= before}
        await self._store.purge(before)

    async def _read(self, rev_reg_id: RevRegId) -> ListInForce:
        found = await self._read_newest(rev_reg_id, self._clock())
        self._newest[rev_reg_id] = found
        written = self._written.get(rev_reg_id)
        if written is None or found.list_at != written.list_at or found.read_at - written.read_at > WRITTEN_DOWN_EACH:
            await self._store.keep(rev_reg_id, found)
            self._written[rev_reg_id] = found
        return found

    async def _read_newest(self, rev_reg_id: RevRegId, read_at: datetime) -> ListInForce:
        found = ListInForce(await self._ledger.list_in_force(rev_reg_id, int((read_at + HORIZON).timestamp())), read_at)
        known = self._newest.get(rev_reg_id)
        # an older list than the one known: validators that lag behind, whose answer is no news
        return known if known is not None and known.list_at > found.list_at else found
