"""The reads of the ledger that the verifier makes itself.

The network is opened when it is first needed, so that the service starts also while the genesis cannot be had.
"""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from agent.ledger.client import Ledger
from agent.ledger.network import Network
from agent.ledger.revocation import RevocationLists
from agent.protocol import Did, RevRegId


class LedgerReads:
    def __init__(self, genesis: str, cache_dir: Path) -> None:
        self._genesis = genesis
        self._cache_dir = cache_dir
        self._opened: Ledger | None = None
        self._opening = asyncio.Lock()

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> int:
        """As RevocationLists; also raises GenesisUnreachable and GenesisInvalid."""
        return await RevocationLists(await self._ledger()).list_in_force(rev_reg_id, at)

    async def is_registered(self, did: Did) -> bool:
        return await (await self._ledger()).get_nym(did) is not None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    async def _ledger(self) -> Ledger:
        async with self._opening:
            if self._opened is None:
                self._opened = Ledger(await self._network())
            return self._opened

    async def _network(self) -> Network:
        if urlsplit(self._genesis).scheme in ("http", "https"):
            return await Network.from_url(self._genesis, self._cache_dir)
        return await asyncio.to_thread(Network.from_file, Path(self._genesis))
