"""Both databases, and the wallet API on them with no agent behind it (its address answers nobody)."""

from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from fastapi import FastAPI

from agent.service.database import Database
from tests.audit_settings import audit_settings
from tests.contract.migrated import Migrations
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY
from wallet_api import tables
from wallet_api.app import create_service
from wallet_api.settings import Settings


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return Migrations(Path(str(files("wallet_api.migrations"))), tables.metadata)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, tables.MIGRATIONS, tables.metadata)
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture
def tenant_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def settings(database_url: str, tenant_key: str, tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://wallet.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",  # the discard port: nobody answers
            "agent_admin_key": "a" * 32,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "tenant_key": tenant_key,
            **audit_settings(tmp_path),
            "records_dir": str(tmp_path / "records"),
            "allow_local_links": True,
            "reconcile_interval_s": 3600,
        }
    )


@pytest_asyncio.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_service(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wallet.test") as client:
        yield client
