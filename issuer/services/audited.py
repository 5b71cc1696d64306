"""What sort of act each of the issuer's is, for the log that nobody can rewrite; and what happens by itself.

The acts of staff and machines come by way of `Acts`; here is what a wallet does, what the ledger gets, and what is
deleted when its time is over.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

from agent.access.domain.act import SERVICE, Actor
from agent.access.services.acts import Acts
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome
from agent.audit.services.writing import AuditLog
from agent.audited_acts import named
from agent.service.database import Transaction
from issuer.domain.act import ActKind, RecordKind
from issuer.domain.batch import Batch
from issuer.domain.claims import ClaimsRefused
from issuer.domain.offer import OfferState

CLAIMS_REFUSED = "claims-refused"
HOLDER = Named("holder")
"""Whoever has the wallet; who that is the agent knows, not the log."""
_SERVICE = named(SERVICE)
SORTS: Mapping[StrEnum, Kind] = {
    ActKind.OFFERED: Kind.ISSUE,
    ActKind.REVOKED: Kind.REVOKE,
    ActKind.REPLACED: Kind.REVOKE,
    ActKind.WITHDRAWN: Kind.WITHDRAW,
    ActKind.RENEWED: Kind.CHANGE,
    ActKind.BATCH_READ: Kind.CHANGE,
    ActKind.BATCH_STARTED: Kind.ISSUE,
    ActKind.BATCH_STOPPED: Kind.CHANGE,
    ActKind.BATCH_RENEWED: Kind.ISSUE,
    ActKind.BATCH_DISCARDED: Kind.ERASE,
    ActKind.RECALLED: Kind.REVOKE,
    ActKind.RECALL_LIFTED: Kind.POLICY,
}
_ARRIVALS: Mapping[OfferState, tuple[Kind, Named, Outcome]] = {
    OfferState.REQUESTED: (Kind.REQUEST, HOLDER, Outcome.DONE),
    OfferState.ISSUED: (Kind.ISSUE, _SERVICE, Outcome.DONE),
    OfferState.STORED: (Kind.ISSUE, HOLDER, Outcome.DONE),
    OfferState.DECLINED: (Kind.DENY, HOLDER, Outcome.REFUSED),
    OfferState.EXPIRED: (Kind.ISSUE, _SERVICE, Outcome.FAILED),
    OfferState.FAILED: (Kind.ISSUE, _SERVICE, Outcome.FAILED),
    OfferState.REVOKED: (Kind.REVOKE, _SERVICE, Outcome.DONE),
    OfferState.WITHDRAWN: (Kind.WITHDRAW, _SERVICE, Outcome.DONE),
}
"""States that an offer comes to by no act of the staff's."""


@dataclass(frozen=True)
class Audited:
    log: AuditLog

    async def moved(self, transaction: Transaction, offer_id: str, to: OfferState, reason: object = None) -> None:
        """An offer came to a state; its reason, if there is one, is a code."""
        if to in _ARRIVALS:
            kind, actor, outcome = _ARRIVALS[to]
            details = {"reason": str(reason)} if reason is not None else {}
            subject = _about(RecordKind.OFFER, offer_id)
            await self.log.write(transaction, Happened(kind, f"offer-{to}", actor, subject, outcome, details=details))

    async def row_refused(self, transaction: Transaction, batch: Batch, number: int, code: str) -> None:
        """A row of a running batch cannot be offered."""
        subject, details = _about(RecordKind.BATCH, batch.batch_id), {"row": str(number), "code": code}
        happened = Happened(Kind.ISSUE, "row-offered", named(batch.by), subject, Outcome.REFUSED, details=details)
        await self.log.write(transaction, happened)

    async def seen(self, kind: RecordKind, record_id: str | None, by: Actor) -> None:
        """Values or pseudonyms of patients are about to be seen; written down before they are."""
        await self.log.write_alone(Happened(Kind.READ, "values-seen", named(by), _about(kind, record_id)))

    async def searched(self, by: Actor) -> None:
        """Somebody is about to look for the offers of a patient or of a lot."""
        await self.seen(RecordKind.OFFER, None, by)

    async def ran_out(self, transaction: Transaction, kind: RecordKind, record_ids: Iterable[str]) -> None:
        """Values are deleted, since their time is over."""
        erased = [Happened(Kind.ERASE, "values-expired", _SERVICE, _about(kind, each)) for each in record_ids]
        await self.log.write(transaction, *erased)


@asynccontextmanager
async def refusals(acts: Acts, by: Actor, kind: StrEnum, record_id: str | None = None) -> AsyncIterator[None]:
    """As `Acts.refusals`; also of claims that cannot be issued as they are."""
    async with acts.refusals(by, kind, record_id):
        try:
            yield
        except ClaimsRefused:
            await acts.refused(by, kind, record_id, CLAIMS_REFUSED)
            raise


def _about(kind: RecordKind, record_id: str | None) -> Named:
    return Named(kind.value, record_id)
