"""Puts the acts of access (agent/access) onto the log (agent/audit): a service says what sort of act each kind is.

Neither of the two packages knows the other; this is where they meet.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request

from agent.access.domain.act import Actor
from agent.access.domain.act_kinds import AccessAct, ActKinds
from agent.access.services.acts import Details
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome
from agent.audit.services.writing import AuditLog
from agent.service.database import Transaction
from agent.webhooks.domain.act import WebhookAct

NO_SCOPE = "no-scope"
EVENTS_READ = "events-read"
_REFUSED = {AccessAct.SIGN_IN_REFUSED, AccessAct.LOCKED_OUT}
_SIGN_INS = {AccessAct.SIGNED_IN, AccessAct.SIGNED_OUT, *_REFUSED}
ACCESS_SORTS: Mapping[StrEnum, Kind] = {
    **{act: Kind.SIGN_IN if act in _SIGN_INS else Kind.KEY for act in AccessAct},
    **dict.fromkeys(WebhookAct, Kind.KEY),
}


def named(actor: Actor) -> Named:
    return Named(actor.kind.value, actor.actor_id)


@dataclass(frozen=True)
class AuditedActs:
    log: AuditLog
    kinds: ActKinds
    sorts: Mapping[StrEnum, Kind]
    """Of each kind of the service's own."""

    async def note(
        self, transaction: Transaction, by: Actor, kind: StrEnum, record_id: str | None, details: Details
    ) -> None:
        outcome = Outcome.REFUSED if kind in _REFUSED else Outcome.DONE
        await self.log.write(transaction, self._happened(by, kind, record_id, outcome, details))

    async def note_refused(self, by: Actor, kind: StrEnum, record_id: str | None, code: str) -> None:
        await self.log.write_alone(self._happened(by, kind, record_id, Outcome.REFUSED, {"code": code}))

    async def note_no_scope(self, by: Actor, scope: StrEnum) -> None:
        subject = Named("scope", scope.value)
        await self.log.write_alone(Happened(Kind.KEY, NO_SCOPE, named(by), subject, Outcome.REFUSED))

    def _happened(
        self, by: Actor, kind: StrEnum, record_id: str | None, outcome: Outcome, details: Details
    ) -> Happened:
        sort = self.sorts.get(kind) or ACCESS_SORTS[kind]
        subject = Named(self.kinds.record_kinds[kind].value, record_id)
        return Happened(sort, kind.value, named(by), subject, outcome, details=details)


def reads_noted(log: AuditLog) -> Callable[[Request, str], Awaitable[None]]:
    """For the routes of the log, behind a guard that notes who calls: a look at the events of somebody is an event."""

    async def note(request: Request, about: str) -> None:
        kind, _, record_id = about.partition(":")
        await log.write_alone(
            Happened(Kind.READ, EVENTS_READ, named(request.state.actor), Named(kind, record_id or None))
        )

    return note
