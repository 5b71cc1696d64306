"""Databases that a service's migrations have been run on once, to be copied for each test, opened and emptied.

What the migrations do is tried in service/test_migration.py and in a test_store.py of each service.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa

from agent.service import migration
from agent.service.database import Database
from agent.service.engines import parse_url
from tests.postgres import Cluster


@dataclass(frozen=True)
class Migrations:
    scripts: Path
    metadata: sa.MetaData

    @classmethod
    def of(cls, package: str, metadata: sa.MetaData) -> "Migrations":
        return cls(Path(str(files(package))), metadata)

    @asynccontextmanager
    async def database(self, url: str) -> AsyncIterator[Database]:
        """With those run that were not yet."""
        database = Database(url, self.scripts, self.metadata)
        try:
            await database.upgrade()
            yield database
        finally:
            await database.close()


@dataclass(frozen=True)
class Migrated:
    """One for a test session."""

    directory: Path
    _files: dict[Path, Path] = field(default_factory=dict)
    _databases: dict[Path, str] = field(default_factory=dict)

    def copy_to(self, path: Path, wanted: Migrations) -> None:
        """A SQLite file."""
        if wanted.scripts not in self._files:
            made = self.directory / f"{len(self._files)}.sqlite"
            migration.upgrade(parse_url(f"sqlite:///{made}"), wanted.scripts, wanted.metadata)
            self._files[wanted.scripts] = made
        shutil.copyfile(self._files[wanted.scripts], path)

    def database(self, cluster: Cluster, wanted: Migrations) -> str:
        """The name of a PostgreSQL database to copy."""
        if wanted.scripts not in self._databases:
            name = cluster.create()
            migration.upgrade(parse_url(cluster.url(name)), wanted.scripts, wanted.metadata)
            self._databases[wanted.scripts] = name
        return self._databases[wanted.scripts]


async def empty(database: Database, *tables: sa.Table) -> None:
    """In this order."""
    async with database.transaction() as transaction:
        for table in tables:
            await transaction.connection.execute(table.delete())
