"""Both databases, and a database with the example's tables."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.service.database import Database
from tests.contract.migrated import Migrations
from tests.contract.service.example import tables


@pytest.fixture(scope="session")
def migrations() -> Migrations:
    return Migrations(tables.MIGRATIONS, tables.metadata)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An upgraded database of either kind."""
    database = Database(database_url, tables.MIGRATIONS, tables.metadata)
    await database.upgrade()
    yield database
    await database.close()
