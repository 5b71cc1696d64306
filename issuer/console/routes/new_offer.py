"""A new offer: the form of a credential type, the card as the phone will show it, and then the offer itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from agent.errors import Problem
from issuer.console.claim_form import claim_form, typed_claims
from issuer.console.guards import Doors, Here
from issuer.console.navigation import HOME
from issuer.console.page_router import page_router
from issuer.console.pages import Pages, see
from issuer.domain.card import Card, card_of
from issuer.domain.claims import ClaimsRefused, Fault, to_attributes
from issuer.domain.credential_type import CredentialType
from issuer.domain.user import Role
from issuer.services.offering import Offering
from issuer.services.sign_in import OpenSession

NEW = f"{HOME}/offers/new"


@dataclass(frozen=True)
class _Draft:
    """What the form shows."""

    credential_type: CredentialType
    claims: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    card: Card | None = None
    problem: Problem | None = None


def new_offer_routes(pages: Pages, doors: Doors, offering: Offering) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(NEW)
    async def form(session: Here, type: str = "") -> Response:
        types = list(offering.types.values())
        if not type and len(types) > 1:
            return pages.show("types.html", session, here=NEW, types=types)
        return _page(pages, session, _Draft(offering.type_named(type) if type else types[0], {}))

    @router.post(f"{HOME}/offers")
    async def preview_or_offer(request: Request, session: Here) -> Response:
        given = await request.form()
        chosen, claims = offering.type_named(str(given.get("type", ""))), typed_claims(given)
        try:
            card = card_of(chosen, to_attributes(chosen, claims, datetime.now(UTC).date()))
            if given.get("step") != "offer":
                return _page(pages, session, _Draft(chosen, claims, card=card))
            made = await offering.offer(chosen.name, claims, session.actor)
        except ClaimsRefused as refused:
            return _page(pages, session, _Draft(chosen, claims, faults=refused.faults))
        except Problem as problem:
            return _page(pages, session, _Draft(chosen, claims, card=card, problem=problem))
        return see(f"{HOME}/offers/{made.offer_id}")

    return router


def _page(pages: Pages, session: OpenSession, draft: _Draft) -> Response:
    code = HTTPStatus(draft.problem.status) if draft.problem else HTTPStatus.OK
    code = HTTPStatus.UNPROCESSABLE_ENTITY if draft.faults else code
    form = claim_form(draft.credential_type, draft.claims, draft.faults)
    return pages.show(
        "new_offer.html", session, here=NEW, code=code, type=draft.credential_type, form=form, card=draft.card,
        problem=draft.problem,
    )  # fmt: skip
