"""What the ledger answered, on disk beside the agent's store: an agent that restarts in an outage still knows it.

All of it is public: schemas, definitions, revocation lists. Of a registry the newest few lists stay. What was not read
anew for long is let go at a start.
"""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

LISTS_OF_A_REGISTRY = 8
KEPT_FOR_S = 90 * 24 * 3600
_SCHEMA = """
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists replies (question text primary key, reply text not null, read_at real not null);
create table if not exists lists (
    registry text not null, list_at integer not null, reply text not null, read_at real not null,
    primary key (registry, list_at)
);
"""
_LIST = "select list_at, reply, read_at from lists where registry = ? "
_NAMED = _LIST + "and list_at = ?"
_NEWEST_UNTIL = _LIST + "and list_at <= ? order by list_at desc limit 1"
_LET_OLDER_GO = """
delete from lists where registry = ?1 and list_at not in
    (select list_at from lists where registry = ?1 order by list_at desc limit ?2)
"""


@dataclass(frozen=True)
class KeptList:
    """A revocation list, by its reply; both moments in unix seconds."""

    list_at: int
    reply: str
    read_at: float


class KeptReplies:
    """One file of one agent."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_SCHEMA)
        before = time.time() - KEPT_FOR_S
        self._database.execute("delete from replies where read_at < ?", (before,))
        self._database.execute("delete from lists where read_at < ?", (before,))

    def close(self) -> None:
        self._database.close()

    def find(self, question: str) -> str | None:
        row = self._database.execute("select reply from replies where question = ?", (question,)).fetchone()
        return row[0] if row else None

    def keep(self, question: str, reply: str) -> None:
        self._database.execute("insert or replace into replies values (?, ?, ?)", (question, reply, time.time()))

    def list_named(self, registry: str, list_at: int) -> KeptList | None:
        return self._list(_NAMED, registry, list_at)

    def newest_until(self, registry: str, moment: int) -> KeptList | None:
        return self._list(_NEWEST_UNTIL, registry, moment)

    def keep_list(self, registry: str, found: KeptList) -> None:
        values = (registry, found.list_at, found.reply, found.read_at)
        self._database.execute("insert or replace into lists values (?, ?, ?, ?)", values)
        self._database.execute(_LET_OLDER_GO, (registry, LISTS_OF_A_REGISTRY))

    def _list(self, query: str, registry: str, moment: int) -> KeptList | None:
        row = self._database.execute(query, (registry, moment)).fetchone()
        return KeptList(*row) if row else None
