"""The history: administrators see every act, clerks those about records that have pages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent.access.act_store import ActStore
from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.navigation import HISTORY
from agent.console.page_router import page_router
from agent.console.pages import Pages

SHOWN = 50


def history_routes(
    pages: Pages, doors: Doors, acts: ActStore, names: NameBook, record_pages: Mapping[StrEnum, str]
) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(HISTORY)
    async def history(session: Here, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
        about = None if session.user.role is Role.ADMIN else record_pages
        found = await acts.page(before, SHOWN + 1, about)
        return pages.show(
            "history.html", session, here=HISTORY, acts=found[:SHOWN], more=len(found) > SHOWN,
            names=await names.read(), record_pages=record_pages,
        )  # fmt: skip

    return router
