"""The whole of Salus on one machine, started in order and stopped in reverse: ledger, agents, services, witnesses.

It decides the order and what counts as up, introduces the three to each other (DIDs onto the ledger, the issuer into
the verifier's trust registry), and reports progress. What each part does is its own.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.acapy.client import AcaPyClient
from agent.acapy.launcher import open_client, supervised
from agent.ledger.client import Ledger
from agent.process import Supervised
from agent.protocol import AgentRole
from agent.tls import known_roots
from salus.data_directory import DataDirectory
from salus.introductions import introduce
from salus.layout import MachineLayout
from salus.ledger_source import EmbeddedLedger, ExternalLedger, LedgerSource

Progress = Callable[[str], None]


@dataclass
class Stack:
    """A running stack."""

    layout: MachineLayout
    source: LedgerSource
    ledger: Ledger
    agents: dict[AgentRole, Supervised]
    services: dict[AgentRole, Supervised]
    witnesses: dict[str, Supervised]
    """By name."""

    def url(self, role: AgentRole) -> str:
        return self.layout.url(role)

    def api_key(self, role: AgentRole) -> str:
        return self.layout.api_key(role)


def ledger_source(directory: DataDirectory, ledger_python: Path, genesis: str | None) -> LedgerSource:
    if genesis is None:
        return EmbeddedLedger(directory.ledger, ledger_python)
    return ExternalLedger(genesis, directory.path / "cache")


@contextlib.asynccontextmanager
async def running_stack(
    directory: DataDirectory,
    source: LedgerSource,
    progress: Progress,
    arrange: Callable[[DataDirectory, Path | str], MachineLayout] = MachineLayout,
) -> AsyncIterator[Stack]:
    """Everything up and introduced inside the block, everything stopped after it.

    Raises DataDirectoryInUse, PortTaken, ProcessNotReady and the like, and then leaves nothing running.
    """
    directory.take()
    async with contextlib.AsyncExitStack() as undo:
        undo.callback(directory.release)
        progress("Starting the ledger: four validators")
        undo.push_async_callback(source.stop)
        await source.start()
        layout = arrange(directory, source.genesis)
        for name in layout.port_names():
            await directory.ports.claim(name)
        http = await undo.enter_async_context(httpx.AsyncClient(timeout=5, verify=known_roots()))
        clients = {role: await _open(layout, role, undo) for role in AgentRole}
        agents = {role: supervised(layout.agent(role), clients[role]) for role in AgentRole}
        services = {role: layout.service(role).supervised(http) for role in AgentRole}
        logs = [layout.audit(role).key for role in AgentRole]
        witnesses = {each.name: each.supervised(http, logs) for each in layout.witnesses()}
        progress("Starting three agents, three services and two witnesses")
        await _start_all([*agents.values(), *services.values(), *witnesses.values()], undo)
        ledger = await undo.enter_async_context(Ledger(await source.network()))
        stack = Stack(layout, source, ledger, agents, services, witnesses)
        await introduce(layout, source.registrar(ledger), http, progress)
        yield stack


async def _open(layout: MachineLayout, role: AgentRole, undo: contextlib.AsyncExitStack) -> AcaPyClient:
    client = open_client(layout.agent(role))
    undo.push_async_callback(client.aclose)
    return client


async def _start_all(children: list[Supervised], undo: contextlib.AsyncExitStack) -> None:
    async def stop_all() -> None:
        await asyncio.gather(*(child.stop() for child in children))

    undo.push_async_callback(stop_all)
    results = await asyncio.gather(*(child.start() for child in children), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
