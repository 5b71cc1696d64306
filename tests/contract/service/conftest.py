"""Both databases, and a database with the example's tables."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.service.database import Database
from tests.contract.migrated import Migrations
from tests.contract.service.example import tables

MIGRATIONS = Migrations(tables.MIGRATIONS, tables.metadata)


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return MIGRATIONS


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An upgraded database of either kind."""
    async with MIGRATIONS.database(database_url) as database:
        yield database
