"""The issuer without an agent (its address answers nobody), and who speaks to it.

The tests of a file share an issuer, its database and who is signed in; what one test makes is gone at the next. What
only one does to an issuer it does to an `unused` one, or to `another` process of the shared one.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
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

MIGRATIONS = Migrations.of("issuer.migrations", tables.metadata)
KEPT = {tables.access.users, tables.access.sessions, tables.outbox, *vars(tables.audit).values()}
"""Between the tests of a file: who is signed in, and what is only ever added to."""
EMPTIED = [table for table in reversed(tables.metadata.sorted_tables) if table not in KEPT]
FILLED = sa.union_all(*(sa.select(sa.literal(each.name)).where(sa.exists(sa.select(each))) for each in EMPTIED))


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return MIGRATIONS


@pytest_asyncio.fixture(scope="module")
async def database(shared_url: str) -> AsyncIterator[Database]:
    async with MIGRATIONS.database(shared_url) as database:
        yield database


@pytest_asyncio.fixture(autouse=True)
async def emptied(request: pytest.FixtureRequest) -> None:
    if "database" in request.fixturenames:
        database: Database = request.getfixturevalue("database")
        async with database.transaction() as transaction:
            filled = set(await transaction.connection.scalars(FILLED))
            for table in EMPTIED:
                if table.name in filled:
                    await transaction.connection.execute(table.delete())


@pytest.fixture(scope="module")
def settings(shared_url: str, shared_path: Path) -> Settings:
    return settings_of(shared_url, shared_path)


def settings_of(database_url: str, directory: Path) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://issuer.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",  # the discard port: nobody answers
            "agent_admin_key": "a" * 32,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "label": "Salus Vaccination Centre",
            "tails_dir": str(directory / "tails"),
            "tails_upload_key": TAILS_KEY,
            "reconcile_interval_s": 3600,
            "first_admin_file": str(directory / "secrets" / "admin.json"),
            **audit_settings(directory),
        }
    )


@pytest_asyncio.fixture(scope="module")
async def running(settings: Settings, database: Database) -> AsyncIterator[FastAPI]:
    async with started(settings) as app:
        yield app


@pytest_asyncio.fixture
async def another(settings: Settings, database: Database) -> AsyncIterator[FastAPI]:
    """A second process of the same issuer."""
    async with started(settings) as app:
        yield app


@pytest.fixture
def own_settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_of(database_url, tmp_path)


@pytest_asyncio.fixture
async def unused(own_settings: Settings) -> AsyncIterator[FastAPI]:
    """An issuer that no other test has to do with."""
    async with started(own_settings) as app:
        yield app


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_service(settings)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer.test", headers=headers) as client:
        yield client


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


@pytest_asyncio.fixture(scope="module")
async def admin(running: FastAPI, settings: Settings) -> AsyncIterator[Browser]:
    """The first administrator, with a password of their own."""
    assert settings.first_admin_file is not None
    first = json.loads(settings.first_admin_file.read_text())
    async with client_of(running) as http:
        admin = Browser(http)
        await admin.sign_in(first["name"], first["password"])
        assert (await admin.set_password(first["password"], PASSWORD)).headers["location"] == "/console"
        yield admin


@pytest_asyncio.fixture(scope="module")
async def mary(running: FastAPI, admin: Browser) -> AsyncIterator[Browser]:
    """A clerk with a password of her own."""
    async with client_of(running) as http:
        yield await new_clerk("mary", admin, Browser(http))


async def new_clerk(name: str, admin: Browser, browser: Browser) -> Browser:
    """Made by the administrator, and signed in with a password of their own."""
    created = await admin.send("/console/users", page="/console/users", name=name, role="clerk")
    given = shown_once(created.text)
    await browser.sign_in(name, given)
    assert (await browser.set_password(given, PASSWORD)).status_code == 303
    return browser


@pytest_asyncio.fixture(scope="module")
async def journal(running: FastAPI, settings: Settings, database: Database) -> AsyncIterator[OfferJournal]:
    """The same database as the app's, from beside it."""
    audit = Audit(database, tables.audit, settings, observer=settings.label, late=LateLedger("nowhere", None))
    links = Links(database, tables.links, ORIGIN)
    yield OfferJournal(database, OfferStore(database), Outbox(database, tables.outbox), links, Audited(audit.log))
    await audit.close()


@pytest_asyncio.fixture
async def published(database: Database) -> Publication:
    """The vaccination, so that it is offered."""
    ready = Publication("vaccination", "1.0", PublicationState.READY, cred_def_id=CRED_DEF_ID)
    await PublicationStore(database).save(ready)
    return ready


@pytest.fixture
def parts(shared_parts: Parts, published: Publication) -> Parts:
    return shared_parts


@pytest_asyncio.fixture(scope="module")
async def shared_parts(settings: Settings, database: Database) -> AsyncIterator[Parts]:
    """The issuer's parts over the same database as the app; nothing of them runs."""
    made = Parts(settings)
    yield made
    await made.reconciler.stop()
    await made.audit.close()
    await made.client.aclose()
    await made.database.close()
    await made.exclusive.close()
