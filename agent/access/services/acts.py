"""Writes down who did what, in the transaction of the act itself: an act without its line cannot be.

Beside the history, which the console shows, there is the log that nobody can rewrite (agent/audit), if the service has
one. It gets the same acts, and the refusals, of which the history has only those at the sign-in.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from agent.access.act_store import ActStore
from agent.access.domain.act import Actor
from agent.errors import Problem
from agent.service.clock import Clock, utc_now
from agent.service.database import Transaction

Details = Mapping[str, str]
"""More that was so; of no person, and no value of a credential."""


class ActLog(Protocol):
    async def note(
        self, transaction: Transaction, by: Actor, kind: StrEnum, record_id: str | None, details: Details
    ) -> None: ...

    async def note_refused(self, by: Actor, kind: StrEnum, record_id: str | None, code: str) -> None: ...

    async def note_no_scope(self, by: Actor, scope: StrEnum) -> None: ...


@dataclass(frozen=True)
class Acts:
    store: ActStore
    clock: Clock = utc_now
    log: ActLog | None = None

    async def note(
        self, transaction: Transaction, by: Actor, kind: StrEnum, record_id: str | None, details: Details | None = None
    ) -> None:
        """`details` go to the log alone, where they are sealed."""
        await self.store.add(transaction, self.clock(), kind, by, record_id)
        if self.log is not None:
            await self.log.note(transaction, by, kind, record_id, details or {})

    @asynccontextmanager
    async def refusals(self, by: Actor, kind: StrEnum, record_id: str | None = None) -> AsyncIterator[None]:
        """Around an act: what refuses it goes onto the log, too. Not inside a transaction, which is undone then."""
        try:
            yield
        except Problem as problem:
            await self.refused(by, kind, record_id, problem.code)
            raise

    async def refused(self, by: Actor, kind: StrEnum, record_id: str | None, code: str) -> None:
        """The same where what refuses is no Problem."""
        if self.log is not None:
            await self.log.note_refused(by, kind, record_id, code)

    async def no_scope(self, by: Actor, scope: StrEnum) -> None:
        """Somebody came with a key that is in force, and is not for this."""
        if self.log is not None:
            await self.log.note_no_scope(by, scope)
