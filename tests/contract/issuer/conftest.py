"""Both databases, the issuer's tables in them, and the issuer's app without an agent (its address answers nobody)."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.audit.audit import Audit
from agent.ledger.opening import LateLedger
from agent.service.database import Database
from agent.service.links import Links
from agent.service.outbox import Outbox
from issuer import tables
from issuer.app import create_service
from issuer.domain.publication import Publication, PublicationState
from issuer.parts import Parts
from issuer.publication_store import PublicationStore
from issuer.services.audited import Audited
from issuer.services.offer_journal import OfferJournal
from issuer.settings import Settings
from issuer.store import OfferStore
from tests.audit_settings import audit_settings
from tests.contract.browser import ORIGIN, PASSWORD, Browser, shown_once
from tests.contract.issuer.examples import CRED_DEF_ID
from tests.contract.issuer.keys import API_KEY, TAILS_KEY, WEBHOOK_KEY
from tests.contract.migrated import Migrations


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return Migrations(Path(str(files("issuer.migrations"))), tables.metadata)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, "issuer.migrations", tables.metadata)
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://issuer.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",  # the discard port: nobody answers
            "agent_admin_key": "a" * 32,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "label": "Salus Vaccination Centre",
            "tails_dir": str(tmp_path / "tails"),
            "tails_upload_key": TAILS_KEY,
            "reconcile_interval_s": 3600,
            "first_admin_file": str(tmp_path / "secrets" / "admin.json"),
            **audit_settings(tmp_path),
        }
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_service(settings)


@asynccontextmanager
async def client_of(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer.test", headers=headers) as client:
        yield client


@pytest_asyncio.fixture
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def clerk(running: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """With the API key."""
    async with client_of(running, Authorization=f"Bearer {API_KEY}") as client:
        yield client


@pytest_asyncio.fixture
async def stranger(running: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Without any key."""
    async with client_of(running) as client:
        yield client


@pytest_asyncio.fixture
async def browser(running: FastAPI) -> AsyncIterator[Browser]:
    async with client_of(running) as http:
        yield Browser(http)


@pytest_asyncio.fixture
async def admin(browser: Browser, settings: Settings) -> Browser:
    """The first administrator, with a password of their own."""
    assert settings.first_admin_file is not None
    first = json.loads(settings.first_admin_file.read_text())
    await browser.sign_in(first["name"], first["password"])
    assert (await browser.set_password(first["password"], PASSWORD)).headers["location"] == "/console"
    return browser


@pytest_asyncio.fixture
async def mary(running: FastAPI, admin: Browser) -> AsyncIterator[Browser]:
    """A clerk with a password of her own."""
    created = await admin.send("/console/users", page="/console/users", name="mary", role="clerk")
    given = shown_once(created.text)
    async with client_of(running) as http:
        mary = Browser(http)
        await mary.sign_in("mary", given)
        assert (await mary.set_password(given, PASSWORD)).status_code == 303
        yield mary


@pytest_asyncio.fixture
async def journal(running: FastAPI, settings: Settings, database: Database) -> AsyncIterator[OfferJournal]:
    """The same database as the app's, from beside it."""
    audit = Audit(database, tables.audit, settings, observer=settings.label, late=LateLedger("nowhere", None))
    links = Links(database, tables.links, ORIGIN)
    yield OfferJournal(database, OfferStore(database), Outbox(database, tables.outbox), links, Audited(audit.log))
    await audit.close()


@pytest_asyncio.fixture
async def parts(settings: Settings, database: Database) -> AsyncIterator[Parts]:
    """The issuer's parts over the same database as the app, with the type published; nothing of them runs."""
    ready = Publication("vaccination", "1.0", PublicationState.READY, cred_def_id=CRED_DEF_ID)
    await PublicationStore(database).save(ready)
    made = Parts(settings)
    yield made
    await made.audit.close()
    await made.database.close()
    await made.exclusive.close()
