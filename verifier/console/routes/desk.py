"""HOME: the questions that can be asked here."""

from fastapi import APIRouter, Response

from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages
from verifier.services.templates import Templates


def desk_routes(pages: Pages, doors: Doors, templates: Templates) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(HOME)
    async def questions(session: Here) -> Response:
        catalogue = await templates.catalogue()
        return pages.show("desk.html", session, here=HOME, templates=catalogue.in_force.values())

    return router
