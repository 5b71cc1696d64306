"""The one place where what is done with an emergency card is told and written down, in the act's own transaction.

Everything that an asker does is of the kind break-glass, refusals included, and names the asker, the second person and
the reason; the phone is told ids only. What is of no card that we know is written down as the asker's.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome, Purpose
from agent.errors import Problem
from agent.service.database import Transaction
from agent.service.outbox import EventData, Outbox
from wallet_api.domain.consent.asking import Asking
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.domain.emergency import Emergency
from wallet_api.domain.stream import stream_of
from wallet_api.services.audited import Audited
from wallet_api.services.consent.journal import described, named

KIND = "emergency"


class Act(StrEnum):
    ASKED = "emergency-asked"
    CONFIRMED = "emergency-confirmed"
    """By a second person."""
    READ = "emergency-card-read"


class EmergencyJournal:
    def __init__(self, outbox: Outbox, audited: Audited) -> None:
        self._outbox = outbox
        self._audited = audited

    async def switched(self, transaction: Transaction, wallet_id: str, *, is_on: bool) -> None:
        """By the patient."""
        act = "emergency-card-on" if is_on else "emergency-card-off"
        await self._audited.in_wallet(transaction, wallet_id, Kind.POLICY, act, Named("emergency-card"))
        self._outbox.append(transaction, stream_of(wallet_id), "emergency-card.changed", {"is_on": is_on})

    async def done(
        self, transaction: Transaction, act: Act, emergency: Emergency, asking: Asking, seen: Sequence[str] = ()
    ) -> None:
        """`seen`: the kinds of cards whose allergies are about to be seen."""
        details = _details(emergency, asking) | ({"seen": ", ".join(seen)} if seen else {})
        await self._audited.in_wallet(
            transaction, emergency.wallet_id, Kind.BREAK_GLASS, act, Named(KIND, emergency.id),
            actor=named(emergency.asker), purpose=Purpose.EMERGENCY, details=details,
        )  # fmt: skip
        self._tell(transaction, "emergency.used", act, emergency)

    async def refused(
        self, transaction: Transaction, act: Act, emergency: Emergency, asking: Asking, why_not: str
    ) -> None:
        """`why_not`: the code that the patient reads."""
        await self._audited.in_wallet(
            transaction, emergency.wallet_id, Kind.BREAK_GLASS, act, Named(KIND, emergency.id),
            actor=named(emergency.asker), outcome=Outcome.REFUSED, purpose=Purpose(asking.purpose.value),
            details={**_details(emergency, asking), "reason": why_not},
        )  # fmt: skip
        self._tell(transaction, "emergency.refused", act, emergency)

    @asynccontextmanager
    async def refusals(self, asker: ProvenAsker, act: Act) -> AsyncIterator[None]:
        """Around what is of no patient yet: what refuses it is on the log. Not inside a transaction."""
        try:
            yield
        except Problem as problem:
            happened = Happened(
                Kind.BREAK_GLASS, act, named(asker), Named(KIND), Outcome.REFUSED,
                details={**described(asker), "code": problem.code}, sealed_for=named(asker),
            )  # fmt: skip
            await self._audited.log.write_alone(happened)
            raise

    def _tell(self, transaction: Transaction, event_type: str, act: Act, emergency: Emergency) -> None:
        data: EventData = {"emergency_id": emergency.id, "act": act}
        self._outbox.append(transaction, stream_of(emergency.wallet_id), event_type, data)


def _details(emergency: Emergency, asking: Asking) -> dict[str, str]:
    reason = asking.glass.reason if asking.glass else ""
    second = emergency.second.name if emergency.second else None
    return {
        **described(emergency.asker),
        **({"why": reason} if reason else {}),
        **({"second": second} if second else {}),
        **({"alone": "yes"} if emergency.is_alone else {}),
    }
