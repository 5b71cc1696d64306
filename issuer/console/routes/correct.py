"""Correcting a card: the form of its type, the new card as the phone will show it, and then the replacement."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem
from issuer.console.claim_draft import ClaimDraft, read_draft
from issuer.console.replacement_words import REASON_WORDS
from issuer.console.routes.offers import OfferId, OfferPages
from issuer.domain.offer import REVOCABLE, Offer
from issuer.domain.replacement import ReplacementReason
from issuer.routes.replacements import ReplacementDesk

CORRECT = f"{HOME}/offers/{{offer_id}}/correct"


def correct_routes(pages: Pages, doors: Doors, parts: OfferPages, desk: ReplacementDesk) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))
    type_named = desk.replacing.offering.type_named

    def show(session: OpenSession, old: Offer, draft: ClaimDraft, reason: ReplacementReason | None) -> Response:
        return pages.show(
            "correct.html", session, here=HOME, code=draft.code, offer=old, draft=draft, reason=reason,
            reasons=REASON_WORDS.items(),
        )  # fmt: skip

    @router.get(CORRECT)
    async def form(offer_id: OfferId, session: Here) -> Response:
        old = await parts.there(offer_id)
        if old.state not in REVOCABLE:
            return see(f"{HOME}/offers/{offer_id}")  # that page says what became of it
        return show(session, old, ClaimDraft(type_named(old.credential_type)), ReplacementReason.CORRECTION)

    @router.post(CORRECT)
    async def preview_or_replace(offer_id: OfferId, request: Request, session: Here) -> Response:
        old, given = await parts.there(offer_id), await request.form()
        draft, reason = read_draft(type_named(old.credential_type), given, datetime.now(UTC).date()), _reason(given)
        if draft.card is None or given.get("step") != "replace":
            return show(session, old, draft, reason)
        try:
            if reason is None:
                raise InvalidInput("It is not said why the card is replaced.", next_step="Choose one of the two.")
            await desk.begin(offer_id, draft.claims, reason, session.actor)
        except Problem as problem:
            return show(session, old, replace(draft, problem=problem), reason)
        return see(f"{HOME}/offers/{offer_id}")

    return router


def _reason(given: Mapping[str, object]) -> ReplacementReason | None:
    return next((each for each in ReplacementReason if each.value == given.get("reason")), None)
