"""Engines for SQLite and PostgreSQL, set up so that both keep the same promises (ADR 0004).

SQLite: WAL, so that readers do not wait for the writer; synchronous=FULL, because an acknowledged state (offered,
revoked) must survive a loss of power and in WAL NORMAL may lose the last commits; BEGIN by us, since the driver's own
begins come too late; what is deleted is overwritten, whatever the library was built with.
PostgreSQL: psycopg, tested before use, for a server that was restarted.
"""

from enum import StrEnum
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT_MS = 15_000


class DialectName(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def parse_url(url: str) -> URL:
    """The URL with the drivers we use. Raises ValueError, without the URL in it, if it is of another database."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise ValueError("the database URL cannot be read") from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case _:
            raise ValueError("the database URL must name a file of SQLite or a PostgreSQL database")


def dialect_of(url: URL) -> DialectName:
    return DialectName(url.get_backend_name())


def writing_engine(url: URL) -> AsyncEngine:
    if dialect_of(url) is DialectName.POSTGRESQL:
        return create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_async_engine(url)
    _prepare_sqlite(engine.sync_engine, foreign_keys=True)
    return engine


def reading_engine(writing: AsyncEngine, url: URL) -> AsyncEngine:
    """Whose transactions see one moment and cannot write; of the same pool on PostgreSQL.

    On SQLite an engine of its own, since a switch back and forth would cost as much as a read.
    """
    if dialect_of(url) is DialectName.POSTGRESQL:
        return writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    engine = create_async_engine(url)
    _prepare_sqlite(engine.sync_engine, foreign_keys=True, read_only=True)
    return engine


def migration_engine(url: URL) -> sa.Engine:
    """A synchronous engine for Alembic; without foreign keys on SQLite, where altering a table means replacing it."""
    if dialect_of(url) is DialectName.POSTGRESQL:
        return sa.create_engine(url, poolclass=sa.NullPool)
    engine = sa.create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=sa.NullPool)
    _prepare_sqlite(engine, foreign_keys=False)
    return engine


def is_lost(error: Exception) -> bool:
    """Whether a PostgreSQL server was not reached or was lost on the way; what it did not commit is as it was."""
    return isinstance(error, sa.exc.OperationalError) and isinstance(error.orig, psycopg.OperationalError)


async def one_at_a_time(connection: AsyncConnection, key: int) -> None:
    """Wait until no other transaction holds this key, and hold it to the end. SQLite has one writer anyway."""
    if connection.dialect.name == DialectName.POSTGRESQL:
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def insert_into(connection: AsyncConnection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what is to be done where there is such a row already."""
    insert = postgresql.insert if connection.dialect.name == DialectName.POSTGRESQL else sqlite.insert
    return insert(table)


def _prepare_sqlite(engine: sa.Engine, *, foreign_keys: bool, read_only: bool = False) -> None:
    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that reads first and writes later cannot wait for its turn, so a writer takes it at once.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
