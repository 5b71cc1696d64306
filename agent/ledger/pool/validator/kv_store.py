"""The key-value store behind a validator's ledgers, states and indexes, over SQLite in WAL mode.

Stands in for RocksDB, which has no wheel. Answers to plenum's `storage.kv_store.KeyValueStorage` (keys and values
leave as bytes, a missing key raises KeyError, an iterator's end is inclusive) without importing it.
Like RocksDB with sync=False, a commit survives the death of the process at once, and that of the machine after the
next checkpoint; what a validator lost it fetches from the others.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

type Key = bytes | str | int
type Value = bytes | str | int

PAGE_ROWS = 500


class SqliteStore:
    """Byte keys, in byte order."""

    WRITE_OP = 1
    REMOVE_OP = 2
    KEY_TYPE = "BLOB"

    def __init__(self, directory: str, name: str, open: bool = True, read_only: bool = False) -> None:
        self._directory = Path(directory, name)
        self._read_only = read_only
        self._db: sqlite3.Connection | None = None
        if open:
            self.open()

    def __repr__(self) -> str:
        return self.db_path

    @property
    def is_byte(self) -> bool:
        return True

    @property
    def db_path(self) -> str:
        return str(self._directory)

    @property
    def read_only(self) -> bool:
        return self._read_only

    @property
    def closed(self) -> bool:
        return self._db is None

    @property
    def size(self) -> int:
        row = self._sql("SELECT count(*) FROM kv").fetchone()
        return int(row[0])

    def open(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        # isolation_level None: every statement is its own transaction, batches say BEGIN themselves.
        self._db = sqlite3.connect(self._directory / "kv.sqlite", isolation_level=None, check_same_thread=False)
        # A validator holds 17 stores; the default cache of 2 MB each would double its memory.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-256"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(f"CREATE TABLE IF NOT EXISTS kv (k {self.KEY_TYPE} PRIMARY KEY, v BLOB) WITHOUT ROWID")

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None

    def drop(self) -> None:
        self.close()
        shutil.rmtree(self._directory)

    def reset(self) -> None:
        self.drop()
        self.open()

    def put(self, key: Key, value: Value) -> None:
        self._sql("INSERT OR REPLACE INTO kv VALUES (?, ?)", self._key(key), self.to_byte_repr(value))

    def get(self, key: Key) -> bytes:
        row = self._sql("SELECT v FROM kv WHERE k = ?", self._key(key)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def __contains__(self, key: Key) -> bool:
        return self.has_key(key)

    def has_key(self, key: Key) -> bool:
        return self._sql("SELECT 1 FROM kv WHERE k = ?", self._key(key)).fetchone() is not None

    def remove(self, key: Key) -> None:
        self._sql("DELETE FROM kv WHERE k = ?", self._key(key))

    def setBatch(self, batch: Iterable[tuple[Key, Value]]) -> None:  # noqa: N802 - plenum's name
        self.do_ops_in_batch((self.WRITE_OP, key, value) for key, value in batch)

    def do_ops_in_batch(self, batch: Iterable[tuple[int, Key, Value]], is_committed: bool = False) -> None:
        """Apply all of the batch or none of it."""
        self._sql("BEGIN IMMEDIATE")
        try:
            for operation, key, value in batch:
                self._apply(operation, key, value)
        except BaseException:
            self._sql("ROLLBACK")
            raise
        self._sql("COMMIT")

    def iterator(
        self,
        start: Key | None = None,
        end: Key | None = None,
        include_key: bool = True,
        include_value: bool = True,
        prefix: Key | None = None,
    ) -> Iterator[tuple[bytes, bytes] | bytes]:
        """Rows from start to end, both inclusive, in pages, so that the store may be written to meanwhile."""
        last, comparison = (None, ">=") if start is None else (self._key(start), ">=")
        while rows := self._page(last, comparison, end):
            for key, value in rows:
                yield (self._out(key), bytes(value)) if include_value else self._out(key)
            last, comparison = rows[-1][0], ">"

    def get_equal_or_prev(self, key: Key) -> bytes | None:
        """The value of the greatest key that is not above this one."""
        row = self._sql("SELECT v FROM kv WHERE k <= ? ORDER BY k DESC LIMIT 1", self._key(key)).fetchone()
        return None if row is None else bytes(row[0])

    def get_last_key(self) -> bytes | None:
        row = self._sql("SELECT k FROM kv ORDER BY k DESC LIMIT 1").fetchone()
        return None if row is None else self._out(row[0])

    @staticmethod
    def to_byte_repr(val: Value) -> bytes:
        return val if isinstance(val, bytes | bytearray) else str(val).encode()

    def _key(self, key: Key) -> bytes | int:
        return self.to_byte_repr(key)

    def _out(self, key: bytes | int) -> bytes:
        return self.to_byte_repr(key)

    def _apply(self, operation: int, key: Key, value: Value) -> None:
        if operation == self.WRITE_OP:
            self.put(key, value)
        elif operation == self.REMOVE_OP:
            self.remove(key)
        else:
            raise ValueError(f"unknown operation {operation}")

    def _page(self, last: bytes | int | None, comparison: str, end: Key | None) -> list[tuple[bytes | int, bytes]]:
        conditions, values = [], []
        if last is not None:
            conditions.append(f"k {comparison} ?")
            values.append(last)
        if end is not None:
            conditions.append("k <= ?")
            values.append(self._key(end))
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        query = f"SELECT k, v FROM kv {where} ORDER BY k LIMIT {PAGE_ROWS}"  # noqa: S608 - all values are bound
        return self._sql(query, *values).fetchall()

    def _sql(self, statement: str, *values: bytes | int) -> sqlite3.Cursor:
        if self._db is None:
            raise RuntimeError(f"the store {self._directory} is closed")
        return self._db.execute(statement, values)


class SqliteIntegerStore(SqliteStore):
    """Integer keys in numeric order: sequence numbers and timestamps."""

    KEY_TYPE = "INTEGER"

    def _key(self, key: Key) -> bytes | int:
        return int(key)
