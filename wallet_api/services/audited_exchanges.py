"""What each state of an offer or a request is on the log: who did what, and how it ended."""

from collections.abc import Mapping

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind, Outcome
from agent.service.database import Transaction
from wallet_api.domain.states import OfferState, Reason, RequestState
from wallet_api.services.audited import Audited
from wallet_api.services.caller import caller
from wallet_api.store.offers import Offer
from wallet_api.store.requests import ProofAsked

UNKNOWN = Named("unknown")
"""Somebody who asks and has not proved who that is."""
OFFERS: Mapping[OfferState, tuple[Kind, Outcome]] = {
    OfferState.OFFERED: (Kind.REQUEST, Outcome.DONE),
    OfferState.ACCEPTING: (Kind.GRANT, Outcome.DONE),
    OfferState.STORED: (Kind.ISSUE, Outcome.DONE),
    OfferState.DECLINED: (Kind.DENY, Outcome.DONE),
    OfferState.EXPIRED: (Kind.ISSUE, Outcome.FAILED),
    OfferState.FAILED: (Kind.ISSUE, Outcome.FAILED),
}
REQUESTS: Mapping[RequestState, tuple[Kind, Outcome]] = {
    RequestState.ASKED: (Kind.REQUEST, Outcome.DONE),
    RequestState.PRESENTING: (Kind.GRANT, Outcome.DONE),
    RequestState.PRESENTED: (Kind.DISCLOSE, Outcome.DONE),
    RequestState.DECLINED: (Kind.DENY, Outcome.REFUSED),
    RequestState.EXPIRED: (Kind.DENY, Outcome.FAILED),
    RequestState.FAILED: (Kind.DISCLOSE, Outcome.FAILED),
}
MOST_NAMES = 1000
"""Characters of what was asked for, at most."""


async def audit_offer(audited: Audited, transaction: Transaction, offer: Offer) -> None:
    """The offer has come to its state."""
    kind, outcome = OFFERS[offer.state]
    issuer = Named("issuer", offer.cred_def_id) if offer.cred_def_id else UNKNOWN
    by_issuer = offer.state in (OfferState.OFFERED, OfferState.STORED)
    await audited.in_wallet(
        transaction, offer.wallet_id, kind, f"offer-{offer.state}", Named("offer", offer.id),
        actor=issuer if by_issuer else caller(), outcome=outcome, details=_reason(offer.reason),
    )  # fmt: skip


async def audit_request(audited: Audited, transaction: Transaction, request: ProofAsked) -> None:
    """The request has come to its state. What was asked for is told by the names of attributes, never by values."""
    kind, outcome = REQUESTS[request.state]
    asker = Named("organisation", request.asker_id) if request.asker_id else UNKNOWN
    by_asker = request.state is RequestState.ASKED or request.reason is Reason.UNREADABLE
    await audited.in_wallet(
        transaction, request.wallet_id, kind, f"request-{request.state}", Named("request", request.id),
        actor=asker if by_asker else caller(), outcome=outcome,
        details={"asker": asker.text, **_asked(request), **_reason(request.reason)},
    )  # fmt: skip


def _asked(request: ProofAsked) -> dict[str, str]:
    seen = dict.fromkeys(name for group in request.asked for name in group.revealed_names)
    proved = dict.fromkeys(each.attribute for group in request.asked for each in group.predicates)
    told = {"seen": ", ".join(seen)[:MOST_NAMES], "proved": ", ".join(proved)[:MOST_NAMES]}
    return {**{name: text for name, text in told.items() if text}, **_purpose(request)}


def _purpose(request: ProofAsked) -> dict[str, str]:
    return {"purpose": request.purpose_id} if request.purpose_id else {}


def _reason(reason: Reason | None) -> dict[str, str]:
    return {"reason": reason.value} if reason else {}
