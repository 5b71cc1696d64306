"""What the page of a short link says of its verification: how far it has come, and what it is for."""

from typing import assert_never

from agent.service.link_page import Purpose
from agent.service.links import LinkStatus
from verifier.domain.verdict import Reason
from verifier.domain.verification import State
from verifier.store.verifications import VerificationStore

_ENDED = {
    Reason.DECLINED: LinkStatus.DECLINED,
    Reason.NO_CREDENTIAL: LinkStatus.DECLINED,
    Reason.REVOKED: LinkStatus.DECLINED,
    Reason.TIMED_OUT: LinkStatus.EXPIRED,
    Reason.NOT_CHECKED: LinkStatus.FAILED,
    Reason.REVOCATION_UNKNOWN: LinkStatus.FAILED,
}


async def status_of(store: VerificationStore, verification_id: str) -> LinkStatus:
    """The link's page tells nobody the verdict: whoever has the link may look at it."""
    found = await store.find(verification_id)
    if found is None:
        return LinkStatus.FAILED
    match found.state:
        case State.DRAFT | State.WAITING:
            return LinkStatus.WAITING
        case State.SCANNED | State.ANSWERED:
            return LinkStatus.SCANNED
        case State.DECIDED:
            reason = found.decision.reason if found.decision else None
            return _ENDED.get(reason, LinkStatus.DONE) if reason else LinkStatus.DONE
        case _:
            assert_never(found.state)


async def purpose_of(store: VerificationStore, verification_id: str) -> Purpose | None:
    """In the language in which it was asked."""
    found = await store.find(verification_id)
    if found is None:
        return None
    asked = found.question
    return Purpose(asked.purpose, asked.language, asked.language.direction)
