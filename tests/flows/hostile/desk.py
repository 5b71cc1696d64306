"""A second verifier, in the test's own process, on the agent and the ledger of the stack.

A test moves its clock, calls for each look at the agent by itself, and cuts its line to the agent. The agent's webhooks
go to the stack's verifier, which knows none of these requests.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from agent.acapy.settings import AgentSettings
from agent.access.domain.act import OPERATOR
from agent.ports import PresentationExchange
from agent.process import HOST, draw_port
from agent.protocol import PresentationState
from agent.service.clock import utc_now
from agent.service.settings import load_settings
from salus.journey import TEMPLATE
from tests.audit_settings import audit_settings
from tests.flows.hostile.wallet import Card, Wallet
from tests.flows.waiting import eventually
from verifier import tables
from verifier.domain.verification import State, Verification
from verifier.parts import Parts
from verifier.services.asking import Wanted
from verifier.services.journal import stream_of
from verifier.settings import Settings

API_KEY = "an api key of the tests"
RECEIVED = (PresentationState.PRESENTATION_RECEIVED, PresentationState.DONE)


@dataclass
class MovedClock:
    """Goes as all clocks do, and ahead of them by what it is moved."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def move(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Line:
    """A TCP proxy to the agent's admin port, which cuts the connection of a request that has this word in it."""

    target: int
    port: int = field(default_factory=draw_port)
    cut_at: bytes | None = None
    cuts: int = 0

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection(HOST, self.target)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._forth(near, forth))
                both.create_task(self._back(far, back))
        except* OSError:
            pass
        finally:
            back.close()
            forth.close()

    async def _forth(self, near: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
        while chunk := await near.read(65536):
            if self.cut_at is not None and self.cut_at in chunk:
                self.cuts += 1
                break
            forth.write(chunk)
            await forth.drain()
        raise ConnectionAbortedError

    async def _back(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while chunk := await far.read(65536):
            back.write(chunk)
            await back.drain()
        raise ConnectionAbortedError

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Line"]:
        server = await asyncio.start_server(self._serve, HOST, self.port)
        try:
            yield self
        finally:
            server.close()


@dataclass
class Desk:
    parts: Parts
    clock: MovedClock
    line: Line

    async def scanned_by(self, wallet: Wallet, template_id: str = TEMPLATE) -> tuple[str, PresentationExchange]:
        """A request that came to this wallet: its id here, and its exchange there."""
        verification_id = await self.parts.asking.ask(Wanted(template_id), OPERATOR)
        known = await wallet.requests()
        await self.take_up(wallet, verification_id)

        async def sent() -> bool | None:
            await self.refresh(verification_id)
            return True if (await self.find(verification_id)).state is State.SCANNED else None

        await eventually(sent)
        return verification_id, await wallet.asked(known)

    async def take_up(self, wallet: Wallet, verification_id: str) -> None:
        link = await self.parts.links.current(verification_id)
        assert link is not None
        stored = await self.parts.links.find(link.token)
        assert stored is not None and stored.invitation is not None
        await wallet.holder.receive_invitation(stored.invitation)

    async def answered_by(self, wallet: Wallet, card: Card, template_id: str = TEMPLATE) -> str:
        """A request to which this answer lies at the agent, and nobody has looked."""
        verification_id, exchange = await self.scanned_by(wallet, template_id)
        await wallet.answer(exchange, card)
        await self.received(verification_id)
        return verification_id

    async def received(self, verification_id: str, other_than: object = None) -> PresentationExchange:
        """The exchange at the agent, once it has an answer."""

        async def there() -> PresentationExchange | None:
            found = await self.exchange(verification_id)
            return found if found.state in RECEIVED and found.presentation != other_than else None

        return await eventually(there)

    async def exchange(self, verification_id: str) -> PresentationExchange:
        exchange_id = (await self.find(verification_id)).exchange_id
        assert exchange_id is not None
        return await self.parts.agent.presentation_exchange(exchange_id)

    async def refresh(self, verification_id: str) -> None:
        await self.parts.following.refresh(verification_id)

    async def find(self, verification_id: str) -> Verification:
        found = await self.parts.store.find(verification_id)
        assert found is not None
        return found

    async def events(self, verification_id: str) -> list[dict[str, Any]]:
        table = tables.outbox
        query = table.select().where(table.c.stream == stream_of(verification_id)).order_by(table.c.id)
        async with self.parts.database.reading() as connection:
            return [dict(row.data) for row in await connection.execute(query)]


def settings_at(agent: AgentSettings, admin_port: int, genesis: Path | str, trust: Path, directory: Path) -> Settings:
    return load_settings(
        Settings,
        public_url="http://clinic.example",
        database_url=f"sqlite:///{directory / 'second.sqlite'}",
        agent_admin_url=f"http://{HOST}:{admin_port}",
        agent_admin_key=agent.secrets.admin_key,
        webhook_key=agent.secrets.webhook_key,
        api_key=API_KEY,
        trust_registry=trust,
        answer_key=Fernet.generate_key().decode(),
        cache_dir=directory,
        reconcile_interval_s=3600,
        label="Second Clinic",
        port=0,
        **audit_settings(directory, str(genesis)),
    )


@contextlib.asynccontextmanager
async def second_verifier(
    agent: AgentSettings, genesis: Path | str, trust: Path, directory: Path
) -> AsyncIterator[Desk]:
    """Its parts with their database, and nothing that runs by itself."""
    clock = MovedClock()
    async with Line(agent.admin_port).open() as line:
        parts = Parts(settings_at(agent, line.port, genesis, trust, directory), clock)
        await parts.database.upgrade()
        await parts.audit.open()
        try:
            yield Desk(parts, clock, line)
        finally:
            parts.ledger.close()
            await parts.client.aclose()
            await parts.audit.close()
            await parts.database.close()
