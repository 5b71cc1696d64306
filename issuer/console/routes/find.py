"""A patient's cards, and those of a lot: by a form that is posted, so that no pseudonym stands in an address."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages
from agent.errors import InvalidInput
from issuer.console.offer_words import words_of
from issuer.console.routes.offers import OfferPages
from issuer.domain.offer import Offer
from issuer.domain.offer_search import OfferSearch, as_issued

FIND = f"{HOME}/find"
SHOWN = 100
Text = Annotated[str, Form(max_length=256)]


def find_routes(pages: Pages, doors: Doors, parts: OfferPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    def show(
        session: OpenSession, subject: str = "", lot: str = "", found: Sequence[Offer] | None = None,
        problem: InvalidInput | None = None,
    ) -> Response:  # fmt: skip
        code = HTTPStatus(problem.status) if problem else HTTPStatus.OK
        return pages.show(
            "find.html", session, here=HOME, code=code, subject=subject, lot=lot, problem=problem, most=SHOWN,
            found=None if found is None else found[:SHOWN], more=len(found or ()) > SHOWN, title=parts.title,
            words=words_of,
        )  # fmt: skip

    @router.get(FIND)
    async def form(session: Here) -> Response:
        return show(session)

    @router.post(FIND)
    async def find(session: Here, subject: Text = "", lot: Text = "") -> Response:
        typed = [text for text in (subject.strip(), lot.strip()) if text]
        if not typed:
            return show(session, problem=InvalidInput("Both fields are empty.", next_step="Fill in one of them."))
        if None in [as_issued(text) for text in typed]:
            return show(session, subject, lot, [])
        await parts.audited.searched(session.actor)
        search = OfferSearch(subject_id=as_issued(subject), lot_number=as_issued(lot))
        return show(session, subject, lot, await parts.store.page(None, SHOWN + 1, search))

    return router
