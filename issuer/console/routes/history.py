"""The history: administrators see every act, clerks those about offers, batches and recalls."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent.access.act_store import ActStore
from agent.access.domain.user import Role
from issuer.console.act_words import ACT_WORDS, NameBook
from issuer.console.guards import Doors, Here
from issuer.console.navigation import BATCHES, HOME
from issuer.console.page_router import page_router
from issuer.console.pages import Pages
from issuer.domain.act import RecordKind

HISTORY = f"{HOME}/history"
SHOWN = 50
_PAGES = {
    RecordKind.OFFER: f"{HOME}/offers", RecordKind.RECALL: f"{HOME}/recalls", RecordKind.BATCH: BATCHES,
}  # fmt: skip
"""Below which path the records of a kind have their pages: those that clerks see."""


def history_routes(pages: Pages, doors: Doors, acts: ActStore, names: NameBook) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(HISTORY)
    async def history(session: Here, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
        about = None if session.user.role is Role.ADMIN else _PAGES
        found = await acts.page(before, SHOWN + 1, about)
        return pages.show(
            "history.html", session, here=HISTORY, acts=found[:SHOWN], more=len(found) > SHOWN, act_words=ACT_WORDS,
            names=await names.read(), pages=_PAGES,
        )  # fmt: skip

    return router
