"""Both databases, and a database with the example's tables."""

from collections.abc import AsyncIterator

import pytest_asyncio

from agent.service.database import Database
from tests.contract.service.example import tables


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An upgraded database of either kind."""
    database = Database(database_url, tables.MIGRATIONS, tables.metadata)
    await database.upgrade()
    yield database
    await database.close()
