"""Where the ledger comes from: the embedded pool, or a network of others by its genesis. All else is the same.

On a network of others nobody here may let DIDs onto the ledger: its trustee or an endorser does, and the stack waits.
"""

from pathlib import Path
from typing import Protocol

from agent.ledger.client import Ledger
from agent.ledger.network import Network
from agent.ledger.pool.pool import EmbeddedPool
from agent.ledger.registrar import Registrar


class LedgerSource(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    @property
    def genesis(self) -> Path | str:
        """File or URL."""
        ...

    async def network(self) -> Network: ...

    def registrar(self, ledger: Ledger) -> Registrar | None:
        """Who may register DIDs; None where that is somebody else's to do."""
        ...


class EmbeddedLedger:
    def __init__(self, data_dir: Path, ledger_python: Path) -> None:
        self.pool = EmbeddedPool(data_dir, ledger_python)

    async def start(self) -> None:
        await self.pool.start()

    async def stop(self) -> None:
        await self.pool.stop()

    @property
    def genesis(self) -> Path:
        return self.pool.genesis_path

    async def network(self) -> Network:
        return Network.from_file(self.pool.genesis_path, "embedded pool")

    def registrar(self, ledger: Ledger) -> Registrar:
        return Registrar(ledger, self.pool.trustee)


class ExternalLedger:
    def __init__(self, genesis: str, cache_dir: Path) -> None:
        is_url = genesis.startswith(("http://", "https://"))
        self.genesis: Path | str = genesis if is_url else Path(genesis).absolute()
        self._cache_dir = cache_dir

    async def start(self) -> None:
        """Raises GenesisUnreachable or GenesisInvalid before any agent would."""
        await self.network()

    async def stop(self) -> None:
        """Nothing of ours."""

    async def network(self) -> Network:
        if isinstance(self.genesis, Path):
            return Network.from_file(self.genesis)
        return await Network.from_url(self.genesis, self._cache_dir)

    def registrar(self, ledger: Ledger) -> None:
        return None
