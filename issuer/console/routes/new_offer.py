"""A new offer: the form of a credential type, the card as the phone will show it, and then the offer itself."""

from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import Problem
from issuer.console.claim_draft import ClaimDraft, read_draft
from issuer.services.offering import Offering

NEW = f"{HOME}/offers/new"


def new_offer_routes(pages: Pages, doors: Doors, offering: Offering) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(NEW)
    async def form(session: Here, type: str = "") -> Response:
        types = list(offering.types.values())
        if not type and len(types) > 1:
            return pages.show("types.html", session, here=NEW, types=types)
        return _page(pages, session, ClaimDraft(offering.type_named(type) if type else types[0]))

    @router.post(f"{HOME}/offers")
    async def preview_or_offer(request: Request, session: Here) -> Response:
        given = await request.form()
        chosen = offering.type_named(str(given.get("type", "")))
        draft = read_draft(chosen, given, datetime.now(UTC).date())
        if draft.card is None or given.get("step") != "offer":
            return _page(pages, session, draft)
        try:
            made = await offering.offer(chosen.name, draft.claims, session.actor)
        except Problem as problem:
            return _page(pages, session, replace(draft, problem=problem))
        return see(f"{HOME}/offers/{made.offer_id}")

    return router


def _page(pages: Pages, session: OpenSession, draft: ClaimDraft) -> Response:
    return pages.show("new_offer.html", session, here=NEW, code=draft.code, draft=draft)
