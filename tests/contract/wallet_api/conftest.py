"""Both databases, and the wallet API on them with no agent behind it (its address answers nobody)."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from fastapi import FastAPI

from agent.service.database import Database
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY
from tests.postgres import Cluster, running_cluster
from wallet_api import tables
from wallet_api.app import create_service
from wallet_api.settings import Settings


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'wallet.sqlite'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, tables.MIGRATIONS, tables.metadata)
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SALUS_WALLET_"):
            monkeypatch.delenv(name)


@pytest.fixture
def tenant_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def settings(database_url: str, tenant_key: str) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://wallet.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",  # the discard port: nobody answers
            "agent_admin_key": "a" * 32,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "tenant_key": tenant_key,
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
