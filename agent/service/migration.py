"""Brings a database to the form the code expects, by Alembic, with two processes at once.

Decides: one upgrade runs in one transaction; a second process waits for the first one's lock and then finds nothing
to do; a database that is newer than the code is refused, never changed.
Synchronous, for `asyncio.to_thread`: Alembic keeps the migration at hand in a module's global, hence also the thread
lock.
"""

import threading
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from agent.errors import Problem
from agent.service.engines import DialectName, dialect_of, migration_engine

_UPGRADE_LOCK_KEY = 0x53616C7573  # "Salus"
_one_at_a_time = threading.Lock()


class DatabaseTooNew(Problem):
    """A later version of the service has changed the database."""

    code = "database-too-new"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Start the version of the service that last used it, or restore the backup taken before."


def upgrade(url: URL, scripts: Path, metadata: sa.MetaData) -> None:
    """Run the migrations that are still missing. Raises DatabaseTooNew."""
    engine = migration_engine(url)
    try:
        with _one_at_a_time, engine.begin() as connection:
            if dialect_of(url) is DialectName.POSTGRESQL:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK_KEY)))
            if _lacks_some(connection, _known_scripts(scripts)):
                config = _config(scripts)
                config.attributes["connection"] = connection
                config.attributes["metadata"] = metadata
                command.upgrade(config, "head")
                _check_foreign_keys(connection)
    finally:
        engine.dispose()


def differences(url: URL, metadata: sa.MetaData) -> Sequence[str]:
    """What the migrated database and the declared tables do not agree on; for a test that expects none."""
    engine = migration_engine(url)
    try:
        with engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection), metadata)
            return [str(difference) for difference in found]
    finally:
        engine.dispose()


def run_migrations() -> None:
    """The whole of a service's `migrations/env.py`, called by Alembic inside `upgrade`."""
    attributes = context.config.attributes
    connection = attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=attributes["metadata"],
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _known_scripts(scripts: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(scripts))


def _lacks_some(connection: sa.Connection, scripts: ScriptDirectory) -> bool:
    """Whether there is anything to run. Raises DatabaseTooNew."""
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if not present <= known:
        raise DatabaseTooNew("The database was changed by a later version of this service.")
    return present != set(scripts.get_heads())


def _check_foreign_keys(connection: sa.Connection) -> None:
    # They were off while tables were replaced (SQLite only; PostgreSQL checks always).
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left a row that refers to nothing")
