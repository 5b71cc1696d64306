"""Writes down what happened, in the transaction of the act itself: no act without its entry, no entry without its act.

The entry gets its place in the tree later (sequencing.py), so that no act waits for another.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from agent.audit.domain.event import audit_event
from agent.audit.domain.happened import Happened
from agent.audit.domain.leaf import Salts, entry_of
from agent.audit.domain.sealed import seal
from agent.audit.store.entries import EntryStore, NewEntry
from agent.audit.store.subject_keys import SubjectKeys
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.wakeups import Wakeups


class AuditLog:
    def __init__(
        self, database: Database, entries: EntryStore, keys: SubjectKeys, observer: str, clock: Clock = utc_now
    ) -> None:
        """`observer` is the service's name, as people know it."""
        self._database = database
        self._entries = entries
        self._keys = keys
        self._observer = observer
        self._clock = clock
        self.news = Wakeups()

    async def write(self, transaction: Transaction, *happened: Happened) -> Sequence[str]:
        """The ids of the events, which are on the log if, and only if, the transaction commits."""
        at = self._clock()
        entries = [await self._entry(each, at) for each in happened]
        if entries:
            await self._entries.add(transaction, entries)
            transaction.after_commit(self.news.wake_all)
        return [each.event_id for each in entries]

    async def write_alone(self, *happened: Happened) -> Sequence[str]:
        """Where the act itself changes nothing, such as a look or a refusal."""
        async with self._database.transaction() as transaction:
            return await self.write(transaction, *happened)

    async def _entry(self, happened: Happened, at: datetime) -> NewEntry:
        key = await self._keys.key_for(happened.owner)
        event, salts, event_id = audit_event(happened, at, self._observer), Salts.draw(), secrets.token_hex(16)
        return NewEntry(event_id, entry_of(event, salts), key.key_id, seal(key.key, event_id, event, salts))
