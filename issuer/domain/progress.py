"""What the agent's view of an exchange (RFC 0453) means for the offer it belongs to.

Pure: it says which step comes next; issuer.services.following takes it. A holder's problem report is a refusal as
long as nothing was requested; later it is a failure. Once a credential is out, no report takes it back: it stays
revocable.
"""

from enum import StrEnum
from typing import assert_never

from agent.protocol import CredentialState
from issuer.domain.offer import BEFORE_ISSUED, OPEN_TO_WALLETS, REVOCABLE, OfferState

_State = CredentialState


class Step(StrEnum):
    WAIT = "wait"
    ISSUE = "issue"
    NOTE_ISSUED = "note-issued"
    """The credential is out and the offer does not know it."""
    NOTE_STORED = "note-stored"
    NOTE_DECLINED = "note-declined"
    EXPIRE = "expire"
    FAIL = "fail"
    STOP_WAITING = "stop-waiting"
    """The acknowledgement will not come; the credential stays as issued."""
    REVOKE = "revoke"
    """Somebody revoked it by way of the agent: see that the ledger has it."""
    WITHDRAW = "withdraw"
    NOTE_ISSUED_AND_REVOKE = "note-issued-and-revoke"
    """It was withdrawn, and had been issued just before."""


def next_step(offer: OfferState, exchange: CredentialState | None, *, overdue: bool) -> Step:
    """What to do about an offer that waits for its holder. `exchange` is None when the agent has no such record."""
    if offer is OfferState.WITHDRAWING:
        return _once_withdrawn(exchange)
    if offer in REVOCABLE:
        return _once_issued(exchange)
    return _before_issued(offer, exchange, overdue=overdue) if offer in BEFORE_ISSUED else Step.WAIT


def _before_issued(offer: OfferState, exchange: CredentialState | None, *, overdue: bool) -> Step:
    match exchange:
        case None | _State.DELETED:
            step = Step.FAIL
        case _State.ABANDONED:
            step = Step.NOTE_DECLINED if offer in OPEN_TO_WALLETS else Step.FAIL
        case _State.REQUEST_RECEIVED:
            step = Step.ISSUE
        case _State.CREDENTIAL_ISSUED | _State.CREDENTIAL_REVOKED:
            step = Step.NOTE_ISSUED
        case _State.DONE:
            step = Step.NOTE_STORED
        case _State.OFFER_SENT | _State.PROPOSAL_SENT | _State.PROPOSAL_RECEIVED:
            step = Step.EXPIRE if overdue else Step.WAIT
        case _State.OFFER_RECEIVED | _State.REQUEST_SENT | _State.CREDENTIAL_RECEIVED:
            step = Step.FAIL  # a holder's states: not the record of an issuance of ours
        case other:
            assert_never(other)
    return step


def _once_issued(exchange: CredentialState | None) -> Step:
    match exchange:
        case _State.CREDENTIAL_ISSUED:
            return Step.WAIT
        case _State.DONE:
            return Step.NOTE_STORED
        case _State.CREDENTIAL_REVOKED:
            return Step.REVOKE
        case _:
            return Step.STOP_WAITING


def _once_withdrawn(exchange: CredentialState | None) -> Step:
    match exchange:
        case _State.CREDENTIAL_ISSUED | _State.DONE | _State.CREDENTIAL_REVOKED:
            return Step.NOTE_ISSUED_AND_REVOKE
        case _:
            return Step.WITHDRAW
