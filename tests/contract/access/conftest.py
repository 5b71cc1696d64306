"""Both databases with the example's tables, and the example as an app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.service.database import Database
from tests.contract.access.example import tables
from tests.contract.access.example.app import ExampleSettings, create_example
from tests.contract.migrated import Migrations

OPERATORS_KEY = "o" * 32
MIGRATIONS = Migrations(tables.MIGRATIONS, tables.metadata)


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return MIGRATIONS


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with MIGRATIONS.database(database_url) as database:
        yield database


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> ExampleSettings:
    return ExampleSettings.model_validate(
        {
            "public_url": "http://example.test",
            "database_url": database_url,
            "agent_admin_url": "http://127.0.0.1:9",
            "agent_admin_key": "a" * 32,
            "webhook_key": "w" * 32,
            "api_key": OPERATORS_KEY,
            "first_admin_file": str(tmp_path / "secrets" / "admin.json"),
        }
    )


@pytest_asyncio.fixture
async def running(settings: ExampleSettings) -> AsyncIterator[FastAPI]:
    app = create_example(settings)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://example.test", headers=headers) as client:
        yield client


@pytest_asyncio.fixture
async def operator(running: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(running, Authorization=f"Bearer {OPERATORS_KEY}") as client:
        yield client
