"""One at a time for each name: per credential definition when issuing, per registry when revoking.

Within this process only; the unique index on (rev_reg_id, cred_rev_id) stands behind it (issuer.tables).
"""

import asyncio
from weakref import WeakValueDictionary


class NamedLocks:
    """A lock for each name, kept as long as somebody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Lock:
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        return lock
