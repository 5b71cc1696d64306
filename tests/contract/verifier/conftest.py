"""A verifier's parts on a real database of either kind, where neither agent nor ledger can be reached.

Rows that need an agent to come about are written through the journal. What real agents and a real ledger make of it is
tried in tests/flows.

`bench` and `service` are shared by the tests of a file, with the clock put back for each: they make verifications of
their own and ask about these, or empty a table before. Who counts all there is, or changes what others see, takes
`own_bench` or `own_service`.
"""

import base64
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.access.domain.act import OPERATOR
from agent.ports import CreatedInvitation, Invitation
from agent.protocol import ExchangeId, InvitationId
from agent.service.settings import load_settings
from tests.audit_settings import audit_settings
from tests.contract.migrated import Migrations
from tests.unit.verifier.asked import CRED_DEF_ID, DID, NOW, question
from verifier import tables
from verifier.app import create_service
from verifier.domain.verification import State, Verification
from verifier.parts import Parts
from verifier.settings import Settings

API_KEY = "an api key of the tests"
WEBHOOK_KEY = "a webhook key of the tests"
ANSWER_KEY = base64.urlsafe_b64encode(b"an answer key of the tests,of 32").decode()
NOBODY = "http://127.0.0.1:1"
"""Where nothing listens."""
TRUST = f"""
- issuer_did: {DID}
  issuer_name: Vaccination Centre
  credential_type: vaccination
  cred_def_id: {CRED_DEF_ID}
  trusted_from: 2024-01-01
"""


class MovedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Bench:
    """Everything that a test moves."""

    parts: Parts
    clock: MovedClock
    settings: Settings
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @cached_property
    def http(self) -> httpx.AsyncClient:
        """Of an app without what runs beside it; made for who uses it, since that takes longer than most tests."""
        return client_of(create_service(self.settings, self.parts))

    async def asked(self, state: State = State.WAITING, **changed: Any) -> Verification:
        """One that has come as far as this state, short of a verdict; `changed` in the question."""
        number, journal = next(self._numbers), self.parts.journal
        made = await journal.draft(f"v{number}", replace(question(nonce=str(number)), **changed), OPERATOR)
        if state is not State.DRAFT:
            invitation = Invitation({"@type": "https://didcomm.org/out-of-band/1.1/invitation", "services": [{}]})
            await journal.waiting(made, CreatedInvitation(InvitationId(f"invitation-{number}"), invitation))
        if state in (State.SCANNED, State.ANSWERED):
            await journal.scanned(made.id, ExchangeId(f"exchange-{number}"))
        if state is State.ANSWERED:
            await journal.answered(made.id)
        found: Verification = await self.find(made.id)
        assert found.state is state
        return found

    async def refresh(self, verification_id: str) -> None:
        await self.parts.following.refresh(verification_id)

    async def find(self, verification_id: str) -> Any:
        return await self.parts.store.find(verification_id)

    async def events(self, verification_id: str) -> list[dict[str, Any]]:
        async with self.parts.database.reading() as connection:
            query = tables.outbox.select().where(tables.outbox.c.stream == f"verification:{verification_id}")
            return [dict(row.data) for row in await connection.execute(query.order_by(tables.outbox.c.id))]


@dataclass
class Service:
    """A running verifier, and a client of it."""

    bench: Bench
    app: FastAPI
    http: httpx.AsyncClient


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return Migrations.of("verifier.migrations", tables.metadata)


def client_of(app: FastAPI, key: str = API_KEY) -> httpx.AsyncClient:
    """With the key that opens every door, or another."""
    headers = {"authorization": f"Bearer {key}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://clinic.example", headers=headers)


def unopened(settings: Settings) -> Bench:
    """Before its database is there, as an app gets it."""
    clock = MovedClock()
    return Bench(Parts(settings, clock), clock, settings)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Bench]:
    bench = unopened(settings)
    await bench.parts.database.upgrade()
    await bench.parts.audit.open()
    yield bench
    await bench.parts.audit.close()
    await bench.parts.database.close()
    await bench.parts.client.aclose()


@asynccontextmanager
async def beside(bench: Bench, **changed: Any) -> AsyncIterator[Bench]:
    """Another process on its database, with other settings."""
    settings = bench.settings.model_copy(update=changed)
    other = replace(bench, parts=Parts(settings, bench.clock), settings=settings)
    try:
        yield other
    finally:
        await other.parts.database.close()
        await other.parts.client.aclose()


@asynccontextmanager
async def served(bench: Bench) -> AsyncIterator[Service]:
    """Opens it, and runs what is beside the app."""
    app = create_service(bench.settings, bench.parts)
    async with app.router.lifespan_context(app), client_of(app) as http:
        yield Service(bench, app, http)


def settings_of(database_url: str, directory: Path) -> Settings:
    """Of a verifier that trusts whom `trust.yaml` in this directory names."""
    trust_registry = directory / "trust.yaml"
    trust_registry.write_text(TRUST)
    return load_settings(
        Settings,
        public_url="http://clinic.example",
        database_url=database_url,
        agent_admin_url=NOBODY,
        agent_admin_key="an admin key of the tests",
        webhook_key=WEBHOOK_KEY,
        api_key=API_KEY,
        trust_registry=trust_registry,
        answer_key=ANSWER_KEY,
        reconcile_interval_s=3600,
        label="Test Clinic",
        **audit_settings(directory),
    )


@pytest.fixture
def own_settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_of(database_url, tmp_path)


@pytest_asyncio.fixture
async def own_bench(own_settings: Settings) -> AsyncIterator[Bench]:
    async with opened(own_settings) as bench:
        yield bench


@pytest_asyncio.fixture
async def own_service(own_settings: Settings) -> AsyncIterator[Service]:
    async with served(unopened(own_settings)) as service:
        yield service


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    return settings_of(shared_url, shared_path)


@pytest_asyncio.fixture(scope="module")
async def shared_bench(shared_settings: Settings) -> AsyncIterator[Bench]:
    async with opened(shared_settings) as bench:
        yield bench


@pytest_asyncio.fixture(scope="module")
async def shared_service(shared_settings: Settings) -> AsyncIterator[Service]:
    async with served(unopened(shared_settings)) as service:
        yield service


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    shared_bench.clock.now = NOW
    return shared_bench


@pytest.fixture
def service(shared_service: Service) -> Service:
    shared_service.bench.clock.now = NOW
    return shared_service
