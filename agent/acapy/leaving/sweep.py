"""Writes SQLite files anew and empties their logs, so that nothing deleted is left in them.

`python -m agent.acapy.leaving.sweep FILE ...`, beside whoever has them open.
Ends with 1 if one was in use for too long.
"""

import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing

PATIENCE_S = 20.0
PAUSE_S = 0.05


def sweep(path: str) -> bool:
    """False if somebody read from the log all the time."""
    deadline = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)) as database:
        database.execute("VACUUM")
        while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE_S)
    return True


def main(paths: Sequence[str]) -> int:
    try:
        return 0 if all(sweep(path) for path in paths) else 1
    except sqlite3.OperationalError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
