"""Gives the evidence of an event, and finds the events about somebody or something."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from agent.audit.c2sp.proof import LogProof
from agent.audit.domain.event import Event
from agent.audit.domain.sealed import Opened, SealBroken, unseal
from agent.audit.evidence_form import canonical, evidence
from agent.audit.services.proving import Proving
from agent.audit.store.entries import Entry, EntryStore
from agent.audit.store.subject_keys import SubjectKeys
from agent.audit.store.trees import KeptCheckpoint, TreeStore
from agent.errors import Conflict, NotFound, Problem
from agent.service.database import Database


class NotProvedYet(Conflict):
    """The event is written down, and no published checkpoint has it."""

    code = "not-proved-yet"
    next_step = "Ask again in some seconds; if it stays so, see whether the log's witnesses are up."


class EventErased(Problem):
    """The key that sealed the event was erased, together with whom it was about."""

    code = "event-erased"
    status = HTTPStatus.GONE
    next_step = "Nothing is to be done: the log still has its entry, and nobody can say any more whom it was about."


class EventBroken(Problem):
    """What is kept of the event is not what was written down."""

    code = "event-tampered-with"
    next_step = "Tell the operator: somebody changed the database."


@dataclass(frozen=True)
class FoundEvent:
    event_id: str
    event: Event
    is_on_the_log: bool


@dataclass(frozen=True)
class Evidences:
    database: Database
    entries: EntryStore
    trees: TreeStore
    keys: SubjectKeys
    proving: Proving
    genesis_sha256: Callable[[], Awaitable[str]]
    """Of the ledger on which there are anchors."""

    async def of(self, event_id: str, owner: str | None = None) -> str:
        """The evidence, as it is to be saved; with `owner`, only if it is by their key that the event is sealed.

        Raises NotFound, NotProvedYet, EventErased, EventBroken.
        """
        own = await self.keys.of(owner) if owner is not None else None
        async with self.database.reading() as connection:
            entry = await self.entries.find(connection, event_id)
            if entry is None or (owner is not None and (own is None or own.key_id != entry.key_id)):
                raise NotFound("There is no event of this id.")
            kept = None
            if entry.index is not None:
                kept = await self.trees.anchored_over(connection, entry.index) or await self.trees.published(connection)
        opened = await self._opened(entry)
        if entry.index is None or kept is None or kept.size <= entry.index:
            raise NotProvedYet("This event is not on a published checkpoint yet.")
        hashes = await self.proving.inclusion(entry.index, kept.size)
        proof = LogProof(entry.index, hashes, kept.checkpoint, kept.note)
        return canonical(evidence(opened, proof, *await self._anchor(kept)))

    async def about(self, owner: str) -> Sequence[FoundEvent]:
        """Events sealed by the key of this owner (`kind:id`), the first one first; none once it is erased."""
        key = await self.keys.of(owner)
        if key is None:
            return []
        async with self.database.reading() as connection:
            found = await self.entries.of_key(connection, key.key_id)
        return [_found(key.key, each) for each in found]

    async def newest(self, owner: str, before: str | None, limit: int) -> Sequence[FoundEvent]:
        """The same, the newest first, and only those before an event. Raises NotFound for one that is not theirs."""
        key = await self.keys.of(owner)
        if key is None:
            return []
        async with self.database.reading() as connection:
            last = await self.entries.find(connection, before) if before is not None else None
            if before is not None and (last is None or last.key_id != key.key_id):
                raise NotFound("There is no event of this id.")
            found = await self.entries.newest_of_key(connection, key.key_id, before, limit)
        return [_found(key.key, each) for each in found]

    async def _opened(self, entry: Entry) -> Opened:
        key = await self.keys.find(entry.key_id)
        if key is None:
            raise EventErased("This event was erased.")
        return _unseal(key.key, entry)

    async def _anchor(self, kept: KeptCheckpoint) -> tuple[dict[str, object] | None, str]:
        if kept.anchor is None:
            return None, ""
        return json.loads(kept.anchor), await self.genesis_sha256()


def _found(key: bytes, entry: Entry) -> FoundEvent:
    return FoundEvent(entry.event_id, _unseal(key, entry).event, entry.index is not None)


def _unseal(key: bytes, entry: Entry) -> Opened:
    try:
        return unseal(key, entry.event_id, entry.sealed)
    except SealBroken:
        raise EventBroken("What is kept of this event was changed.") from None
