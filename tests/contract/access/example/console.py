"""The example's console: one page of its own beside those that every console has."""

from fastapi import APIRouter, Response

from agent.access.access import Access
from agent.access.domain.user import Role
from agent.console.console import Console
from agent.console.guards import Here
from agent.console.navigation import HOME, Place
from agent.console.outfit import Outfit
from agent.console.page_router import page_router
from tests.contract.access.example.kinds import Noted, Record

OUTFIT = Outfit(
    label="Example Desk",
    package="tests.contract.access.example",
    places=(Place(HOME, "Visits"),),
    first_page="the visits",
    act_words={Noted.VISIT_NOTED: "Noted a visit"},
    record_pages={Record.VISIT: f"{HOME}/visits"},
    live_events=("visit.noted",),
    cookies="salus-example",
    styles={"desk.css": b".desk { color: inherit; }"},
)


def console_routes(access: Access, public_url: str) -> list[APIRouter]:
    console = Console(OUTFIT, access, public_url)
    router = page_router(console.pages, console.doors.for_role(Role.CLERK))

    @router.get(HOME)
    async def visits(session: Here) -> Response:
        return console.pages.show("visits.html", session, here=HOME)

    return [*console.routes(), router]
