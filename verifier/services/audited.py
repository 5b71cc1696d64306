"""What sort of act each of the verifier's is, for the log that nobody can rewrite; and what happens by itself.

The acts of staff and machines come by way of `Acts`; here is what a wallet does, what is judged, and what runs out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from agent.access.domain.act import SERVICE, Actor
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome
from agent.audit.services.writing import AuditLog
from agent.audited_acts import named
from agent.service.database import Transaction
from verifier.domain.act import ActKind, RecordKind
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision
from verifier.domain.verification import Outcome as Verdict

SORTS: Mapping[StrEnum, Kind] = {
    ActKind.ASKED: Kind.REQUEST,
    ActKind.ANSWER_READ: Kind.READ,
    ActKind.ANSWER_ERASED: Kind.ERASE,
    ActKind.CONSENT_ASKED: Kind.REQUEST,
    ActKind.RECORD_READ: Kind.READ,
    ActKind.ROLE_SHOWN: Kind.DECIDE,
    ActKind.ROLE_NOT_SHOWN: Kind.DENY,
    ActKind.EMERGENCY_ASKED: Kind.BREAK_GLASS,
    ActKind.EMERGENCY_CONFIRMED: Kind.BREAK_GLASS,
    ActKind.EMERGENCY_READ: Kind.BREAK_GLASS,
    ActKind.REGISTRY_REPLACED: Kind.POLICY,
    ActKind.LIST_TAKEN_OVER: Kind.POLICY,
    ActKind.TEMPLATE_SAVED: Kind.POLICY,
    ActKind.TEMPLATE_RETIRED: Kind.POLICY,
}
HOLDER = Named("holder")
"""Whoever has the wallet; who that is the verifier does not know."""
_OUTCOMES = {Verdict.VALID: Outcome.DONE, Verdict.INVALID: Outcome.REFUSED, Verdict.UNDECIDED: Outcome.FAILED}


@dataclass(frozen=True)
class Audited:
    log: AuditLog

    async def answered(self, transaction: Transaction, verification_id: str) -> None:
        await self.log.write(transaction, Happened(Kind.DISCLOSE, "answered", HOLDER, _about(verification_id)))

    async def decided(self, transaction: Transaction, verification_id: str, decision: Decision) -> None:
        """A wallet that declines is an act of its holder."""
        details = {"verdict": decision.outcome.value, **({"reason": decision.reason.value} if decision.reason else {})}
        is_declined = decision.reason in (Reason.DECLINED, Reason.NO_CREDENTIAL)
        sort, actor = (Kind.DENY, HOLDER) if is_declined else (Kind.DECIDE, named(SERVICE))
        outcome = _OUTCOMES[decision.outcome]
        happened = Happened(sort, "decided", actor, _about(verification_id), outcome, details=details)
        await self.log.write(transaction, happened)

    async def seen(self, verification_id: str, by: Actor) -> None:
        """What was shown is about to be seen; written down before it is."""
        await self.log.write_alone(Happened(Kind.READ, "values-seen", named(by), _about(verification_id)))

    async def ran_out(self, transaction: Transaction, verification_ids: Iterable[str]) -> None:
        """Kept values are erased, since their time is over."""
        erased = [Happened(Kind.ERASE, "answer-expired", named(SERVICE), _about(each)) for each in verification_ids]
        await self.log.write(transaction, *erased)


def _about(verification_id: str) -> Named:
    return Named(RecordKind.VERIFICATION.value, verification_id)
