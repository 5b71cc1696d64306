"""Engines for SQLite and PostgreSQL, set up so that both keep the same promises (ADR 0004).

SQLite: WAL, so that readers do not wait for the writer; synchronous=FULL, because an acknowledged state (offered,
revoked) must survive a loss of power and in WAL NORMAL may lose the last commits; BEGIN by us, since the driver's own
begins come too late; what is deleted is overwritten, whatever the library was built with. Its connections work in
threads of their own, and each call of one costs a change of threads, which is most of what a short transaction costs:
so what we say to all of them is said in one call, and nothing is rolled back after a commit.
PostgreSQL: psycopg, tested before use, for a server that was restarted.
"""

from enum import StrEnum
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, AdaptedConnection, make_url
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
    return _sqlite_engine(url, read_only=False)


def reading_engine(writing: AsyncEngine, url: URL) -> AsyncEngine:
    """Whose transactions see one moment and cannot write; of the same pool on PostgreSQL.

    On SQLite an engine of its own, since a switch back and forth would cost as much as a read.
    """
    if dialect_of(url) is DialectName.POSTGRESQL:
        return writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return _sqlite_engine(url, read_only=True)


def migration_engine(url: URL) -> sa.Engine:
    """A synchronous engine for Alembic; without foreign keys on SQLite, where altering a table means replacing it."""
    if dialect_of(url) is DialectName.POSTGRESQL:
        return sa.create_engine(url, poolclass=sa.NullPool)
    connect_args = {"isolation_level": None}
    engine = sa.create_engine(url.set(drivername="sqlite+pysqlite"), connect_args=connect_args, poolclass=sa.NullPool)
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


def _sqlite_engine(url: URL, *, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(url, connect_args={"isolation_level": None}, pool_reset_on_return=None)
    _prepare_sqlite(engine.sync_engine, foreign_keys=True, read_only=read_only)

    @sa.event.listens_for(engine.sync_engine, "reset")
    def reset(connection: Any, _record: object, state: sa.PoolResetState) -> None:
        if not state.terminate_only and connection.driver_connection.in_transaction:
            connection.rollback()

    return engine


def _prepare_sqlite(engine: sa.Engine, *, foreign_keys: bool, read_only: bool = False) -> None:
    settings = {
        "busy_timeout": BUSY_TIMEOUT_MS,
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "secure_delete": "ON",
        "foreign_keys": "ON" if foreign_keys else "OFF",
        "query_only": "ON" if read_only else "OFF",
    }

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        _run_script(connection, ";".join(f"PRAGMA {name} = {value}" for name, value in settings.items()))

    def begin(connection: sa.PoolProxiedConnection) -> None:
        # A transaction that reads first and writes later cannot wait for its turn, so a writer takes it at once.
        _run_script(connection.dbapi_connection, "BEGIN" if read_only else "BEGIN IMMEDIATE")

    # Not the event "begin": here SQLAlchemy knows what is to be done when it fails or is cancelled.
    engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]  # of this engine's own dialect


def _run_script(connection: Any, script: str) -> None:
    """On the driver's connection, in one call."""
    if isinstance(connection, AdaptedConnection):
        connection.run_async(lambda driver: driver.executescript(script))
    else:
        connection.executescript(script)
