"""The one place where each act of consent is told and written down, in the act's own transaction.

The row of the act itself (a version of a consent, a use) is its store's; here stands what the phone learns of it, ids
and states only, and what is put on the log that nobody can rewrite.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome, Purpose
from agent.errors import Problem
from agent.service.database import Transaction
from agent.service.outbox import EventData, Outbox
from wallet_api.domain.consent.ask import Ask
from wallet_api.domain.consent.asking import Action
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker
from wallet_api.domain.consent.rules import UseRecord
from wallet_api.domain.stream import stream_of
from wallet_api.services.audited import Audited, wallet
from wallet_api.services.caller import SERVICE, caller
from wallet_api.services.consent.askers import NotPermitted
from wallet_api.services.records.seals import Place

KINDS: Mapping[State, Kind] = {
    State.REQUESTED: Kind.REQUEST,
    State.GRANTED: Kind.GRANT,
    State.DENIED: Kind.DENY,
    State.AMENDED: Kind.GRANT,
    State.WITHDRAWN: Kind.WITHDRAW,
    State.SUPERSEDED: Kind.CHANGE,
    State.EXPIRED: Kind.CHANGE,
}


_ITEM = {Action.ACCESS: "seen", Action.COLLECT: "kind"}
ACTS: Mapping[Action, tuple[Kind, str]] = {
    Action.ACCESS: (Kind.DISCLOSE, "item-read"),
    Action.COLLECT: (Kind.CHANGE, "record-deposited"),
}


class Journal:
    def __init__(self, outbox: Outbox, audited: Audited) -> None:
        self._outbox = outbox
        self._audited = audited

    async def asked(self, transaction: Transaction, ask: Ask) -> None:
        """No wallet has it yet, so it is of the one who asks."""
        about = Named("consent", ask.id)
        await self._audited.log.write(
            transaction, _of_asker(ask.asker, about, Outcome.DONE, {"seen": ", ".join(ask.kinds)})
        )

    @asynccontextmanager
    async def refusals(self, asker: ProvenAsker) -> AsyncIterator[None]:
        """Around what an asker wants that is no look: what refuses it is on the log. Not inside a transaction."""
        try:
            yield
        except Problem as problem:
            refused = _of_asker(asker, Named("consent"), Outcome.REFUSED, {"code": problem.code})
            await self._audited.log.write_alone(refused)
            raise

    async def requested(self, transaction: Transaction, record: ConsentRecord) -> None:
        """It came to a wallet; there a rule may have denied it at once."""
        await self._audit(transaction, record, SERVICE if record.state is State.DENIED else named(record.asker))
        data: EventData = {"consent_id": record.id, "state": record.state}
        self._outbox.append(transaction, stream_of(record.wallet_id), "consent.requested", data)

    async def changed(self, transaction: Transaction, record: ConsentRecord) -> None:
        await self._audit(transaction, record, caller())
        data: EventData = {"consent_id": record.id, "state": record.state, "version": record.version}
        self._outbox.append(transaction, stream_of(record.wallet_id), "consent.changed", data)

    @asynccontextmanager
    async def refused_deposits(self, asker: ProvenAsker, record: ConsentRecord) -> AsyncIterator[None]:
        """Around a deposit: what else than a decision refuses it is on the log, too. Not inside a transaction."""
        try:
            yield
        except NotPermitted:
            raise
        except Problem as problem:
            happened = Happened(
                Kind.CHANGE, "record-deposited", named(asker), Named("consent", record.id), Outcome.REFUSED,
                details={**described(asker), "code": problem.code}, sealed_for=wallet(record.wallet_id),
            )  # fmt: skip
            await self._audited.log.write_alone(happened)
            raise

    async def deposited(self, transaction: Transaction, asker: ProvenAsker, place: Place, commitment: str) -> None:
        await self._audited.in_wallet(
            transaction, place.wallet_id, Kind.CHANGE, "record-kept", Named("record", place.record_id),
            actor=named(asker), details={**described(asker), "commitment": commitment},
        )  # fmt: skip
        data: EventData = {"record_id": place.record_id}
        self._outbox.append(transaction, stream_of(place.wallet_id), "record.deposited", data)

    async def used(self, transaction: Transaction, use: UseRecord) -> None:
        kind, act = ACTS[use.action]
        await self._audited.in_wallet(
            transaction, use.wallet_id, kind, act, Named("consent", use.consent_id),
            actor=named(use.asker), outcome=Outcome.DONE if use.is_permitted else Outcome.REFUSED,
            purpose=Purpose(use.purpose.value),
            details={**described(use.asker), _ITEM[use.action]: use.item_kind, **_reason(use)},
        )  # fmt: skip
        data: EventData = {"consent_id": use.consent_id, "use_id": use.id, "is_permitted": use.is_permitted}
        self._outbox.append(transaction, stream_of(use.wallet_id), "consent.used", data)

    async def ruled(self, transaction: Transaction, wallet_id: str, act: str, rule_id: str) -> None:
        """The patient made or unmade a standing denial or a template."""
        await self._audited.in_wallet(transaction, wallet_id, Kind.POLICY, act, Named("rule", rule_id))

    async def _audit(self, transaction: Transaction, record: ConsentRecord, actor: Named) -> None:
        kinds = dict.fromkeys(item.kind for item in record.items) or record.kinds
        await self._audited.in_wallet(
            transaction, record.wallet_id, KINDS[record.state], f"consent-{record.state}",
            Named("consent", record.id), actor=actor, purpose=Purpose(record.purpose.value),
            outcome=Outcome.REFUSED if record.state is State.DENIED else Outcome.DONE,
            details={**described(record.asker), "seen": ", ".join(kinds)},
        )  # fmt: skip


def _of_asker(asker: ProvenAsker, subject: Named, outcome: Outcome, details: Mapping[str, str]) -> Happened:
    return Happened(
        Kind.REQUEST, "consent-asked", named(asker), subject, outcome, details={**described(asker), **details},
        sealed_for=named(asker),
    )  # fmt: skip


def named(asker: ProvenAsker) -> Named:
    return Named("organisation", asker.organisation)


def described(asker: ProvenAsker) -> dict[str, str]:
    """For the details of an event."""
    return {"asker": named(asker).text, "person": asker.name, "role": asker.role, "role_shown_by": asker.shown.value}


def _reason(use: UseRecord) -> dict[str, str]:
    return {"reason": use.reason.value} if use.reason else {}
