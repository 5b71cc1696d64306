"""The wallet API with no agent behind it (its address answers nobody), and its database.

The tests of a file share a service: each makes the patients that it speaks of. What asks for all rows, or needs a
service that is as new, has `own_settings` and `own_database`, and runs what it needs on them.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from fastapi import FastAPI

from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from tests.contract.migrated import Migrations
from tests.contract.wallet_api.serving import MIGRATIONS, Files, calling, files_in, settings_on
from wallet_api.app import create_service
from wallet_api.settings import Settings


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return MIGRATIONS


@pytest.fixture(scope="session")
def tenant_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture(scope="module")
def settings(shared_url: str, tenant_key: str, shared_path: Path) -> Settings:
    return settings_on(shared_url, tenant_key, shared_path)


@pytest_asyncio.fixture(scope="module")
async def database(shared_url: str) -> AsyncIterator[Database]:
    async with MIGRATIONS.database(shared_url) as database:
        yield database


@pytest.fixture(scope="module")
def clock() -> Clock:
    return utc_now


@pytest_asyncio.fixture(scope="module")
async def app(settings: Settings, clock: Clock) -> AsyncIterator[FastAPI]:
    app = create_service(settings, clock)
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture(scope="module")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app) as client:
        yield client


@pytest.fixture
def new_files(settings: Settings) -> Files:
    """Of the contents that are kept, those that came since the test began."""
    before = set(files_in(settings.records_dir))
    return lambda: [path for path in files_in(settings.records_dir) if path not in before]


@pytest.fixture
def own_settings(database_url: str, tenant_key: str, tmp_path: Path) -> Settings:
    return settings_on(database_url, tenant_key, tmp_path)


@pytest_asyncio.fixture
async def own_database(database_url: str) -> AsyncIterator[Database]:
    async with MIGRATIONS.database(database_url) as database:
        yield database
