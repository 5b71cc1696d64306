"""A ledger that is opened when it is first needed, so that a service starts also while the genesis cannot be had."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from agent.ledger.client import Ledger
from agent.ledger.network import Network


class LateLedger:
    def __init__(self, genesis: str, cache_dir: Path | None) -> None:
        """`genesis` is a file or an http(s) URL; what was fetched is kept in `cache_dir`, if there is one."""
        self._genesis = genesis
        self._cache_dir = cache_dir
        self._opened: Ledger | None = None
        self._opening = asyncio.Lock()

    async def ledger(self) -> Ledger:
        """Raises GenesisUnreachable and GenesisInvalid."""
        async with self._opening:
            if self._opened is None:
                self._opened = Ledger(await self._network())
            return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    async def _network(self) -> Network:
        if urlsplit(self._genesis).scheme in ("http", "https"):
            return await Network.from_url(self._genesis, self._cache_dir)
        return await asyncio.to_thread(Network.from_file, Path(self._genesis))
