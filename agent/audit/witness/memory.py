"""What a witness has cosigned, in a SQLite file: read and replaced in one transaction, on the disk before an answer.

So two submissions at once cannot bring it back to the smaller of the two, and a witness that is killed forgets nothing.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from agent.audit.tree.hashes import EMPTY_ROOT
from agent.audit.witness.rules import Refusal, Seen

BUSY_TIMEOUT_S = 15.0
_TABLE = "CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL)"
_REPLACE = (
    "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root"
)


class Memory:
    """Synchronous: a call takes some milliseconds, most of it the disk's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(self._open()) as connection:
            connection.execute(_TABLE)

    def seen(self, origin: str) -> Seen:
        with closing(self._open()) as connection:
            return _seen(connection, origin)

    def advance(self, origin: str, to: Seen, check: Callable[[Seen], Refusal | None]) -> Refusal | None:
        """Remember a checkpoint if `check` has nothing against it, given the one before."""
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            refusal = check(_seen(connection, origin))
            if refusal is None:
                connection.execute(_REPLACE, (origin, to.size, to.root))
            connection.execute("COMMIT")
        return refusal

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _seen(connection: sqlite3.Connection, origin: str) -> Seen:
    row = connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
    return Seen(row[0], row[1]) if row else Seen(0, EMPTY_ROOT)
