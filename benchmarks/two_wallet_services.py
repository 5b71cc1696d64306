"""A stack whose wallet agent and wallet API are on PostgreSQL, the API as two processes on one database.

The agent tells the two in turn, so that half of what it says reaches phones by the database only.
The server is durable: on a disk, and a commit waits for it.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from agent.acapy.settings import AgentSettings, PostgresStorage
from agent.process import HOST, draw_port
from agent.protocol import AgentRole
from benchmarks.postgres import Cluster, running_cluster
from benchmarks.turns import Turns
from salus.command import ledger_python
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.ledger_source import EmbeddedLedger
from salus.service_process import ServiceProcess
from salus.stack import Stack, running_stack


@dataclass(frozen=True)
class PostgresLayout(MachineLayout):
    """Everything of the wallet's on one PostgreSQL server."""

    cluster: Cluster
    database: str
    keys_database: str
    turns: Turns

    def agent(self, role: AgentRole) -> AgentSettings:
        settings = super().agent(role)
        if role is not AgentRole.WALLET:
            return settings
        storage = PostgresStorage(f"{HOST}:{self.cluster.port}", "salus", "not asked for")
        return replace(settings, storage=storage, webhook_url=self.turns.url)

    def service(self, role: AgentRole) -> ServiceProcess:
        process = super().service(role)
        if role is not AgentRole.WALLET:
            return process
        return _told(
            process,
            DATABASE_URL=self.cluster.url(self.database),
            AUDIT_KEYS_URL=self.cluster.url(self.keys_database),
            PUBLIC_CALLS_PER_MINUTE="100000",  # all phones here have one address
        )


@dataclass(frozen=True)
class TwoWalletServices:
    stack: Stack
    urls: tuple[str, str]
    database_url: str
    turns: Turns
    """Which of the two the agent told of what."""


@asynccontextmanager
async def two_wallet_services(progress: Callable[[str], None]) -> AsyncIterator[TwoWalletServices]:
    """Raises PostgresMissing, and what a stack raises."""
    with tempfile.TemporaryDirectory() as place, running_cluster(durable=True) as cluster:
        directory, database, keys = DataDirectory(Path(place) / "data"), cluster.create(), cluster.create()
        turns = Turns()

        def arrange(directory: DataDirectory, genesis: Path | str) -> MachineLayout:
            return PostgresLayout(directory, genesis, cluster, database, keys, turns)

        source = EmbeddedLedger(directory.ledger, ledger_python())
        async with (
            turns.serving(),
            running_stack(directory, source, progress, arrange) as stack,
            _further(stack) as second,
        ):
            urls = (stack.url(AgentRole.WALLET), second)
            turns.to(urls)
            yield TwoWalletServices(stack, urls, cluster.url(database), turns)


@asynccontextmanager
async def _further(stack: Stack) -> AsyncIterator[str]:
    """Another process of the wallet API at the same agent and databases."""
    first, port = stack.layout.service(AgentRole.WALLET), draw_port()
    url = f"http://localhost:{port}"
    second = replace(first, port=port, directory=first.directory / "second")
    async with httpx.AsyncClient(timeout=5) as http:
        child = _told(second, PORT=str(port), APP_ORIGINS=json.dumps([url])).supervised(http)
        await child.start()
        try:
            yield url
        finally:
            await child.stop()


def _told(process: ServiceProcess, **changed: str) -> ServiceProcess:
    """The same process with other settings."""
    own = {f"SALUS_WALLET_{name}": value for name, value in changed.items()}
    return replace(process, environment={**process.environment, **own})
