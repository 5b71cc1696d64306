"""The database is brought to the form that the code expects, on both kinds."""

import asyncio
import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent.service import migration
from agent.service.database import Database
from agent.service.engines import migration_engine, parse_url
from agent.service.migration import DatabaseTooNew
from tests.contract.service.example import tables


@pytest.fixture
def migrations() -> None:
    """None have been run: each test begins with an empty database."""


@pytest.mark.asyncio
async def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    assert await database.differences() == []


@pytest.mark.asyncio
async def test_a_second_upgrade_finds_nothing_to_do(database: Database) -> None:
    await database.upgrade()
    assert await database.differences() == []


def test_processes_that_start_at_once_upgrade_an_empty_database_together(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        pool.starmap(_upgrade, [(database_url,)] * 3)
    assert migration.differences(parse_url(database_url), tables.metadata) == []


@pytest.mark.asyncio
async def test_tasks_of_one_process_that_upgrade_at_once_do_not_disturb_one_another(database_url: str) -> None:
    database = Database(database_url, tables.MIGRATIONS, tables.metadata)
    await asyncio.gather(*(database.upgrade() for _ in range(4)))
    assert await database.differences() == []
    await database.close()


@pytest.mark.asyncio
async def test_a_database_that_is_newer_than_the_code_is_refused_and_left_alone(database: Database) -> None:
    _set_revision(database, "9999")
    with pytest.raises(DatabaseTooNew) as refusal:
        await database.upgrade()
    assert "later version" in str(refusal.value)
    assert _revision(database) == "9999"


@pytest.mark.asyncio
async def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    scripts = tmp_path / "broken"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((tables.MIGRATIONS / "env.py").read_text())
    (scripts / "versions" / "0001_broken.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = '0001', None\n"
        "def upgrade():\n    op.create_table('half', sa.Column('id', sa.Integer))\n    raise RuntimeError('broken')\n"
    )
    database = Database(database_url, scripts, sa.MetaData())
    with pytest.raises(RuntimeError, match="broken"):
        await database.upgrade()
    await database.close()
    assert _tables(database_url) == []


def _upgrade(url: str) -> None:
    migration.upgrade(parse_url(url), tables.MIGRATIONS, tables.metadata)


def _set_revision(database: Database, revision: str) -> None:
    with migration_engine(database.url).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def _revision(database: Database) -> str:
    with migration_engine(database.url).connect() as connection:
        return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def _tables(url: str) -> list[str]:
    with migration_engine(parse_url(url)).connect() as connection:
        return sa.inspect(connection).get_table_names()
