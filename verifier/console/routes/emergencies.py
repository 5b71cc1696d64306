"""EMERGENCIES: break the glass of a patient's emergency card, confirm it as the second person, read it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Response
from pydantic import BaseModel, Field

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from verifier.console.navigation import EMERGENCIES, OWN_ROLES
from verifier.console.time_left import time_left
from verifier.domain.emergency import CRITICALITY, Emergency, State, Wish
from verifier.services.emergencies import Emergencies
from verifier.services.staff import RoleNotProved

EmergencyId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
LOOKS_EVERY_S = 3
STATES: Mapping[State, tuple[str, str]] = {
    State.WAITING: ("A second person has to confirm", "waiting"),
    State.OPEN: ("Open", "bad"),
    State.OVER: ("Over", "over"),
}
"""In words, and the tone."""


class BreakForm(BaseModel):
    request_id: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22,64}$")]
    """Drawn with the page: a form that is sent twice asks once."""
    code: Annotated[str, Field(min_length=1, max_length=300)]
    reason: Annotated[str, Field(max_length=500)] = ""
    second: Literal["colleague", "nobody"] = "colleague"

    def wish(self) -> Wish:
        return Wish(self.request_id, self.code.strip(), self.reason, self.second == "nobody")


@dataclass(frozen=True)
class EmergencyPages:
    pages: Pages
    emergencies: Emergencies

    async def first(self, session: OpenSession) -> Response:
        try:
            member = await self.emergencies.member(session)
        except RoleNotProved:
            return self.pages.show("own_role.html", session, here=EMERGENCIES, path=OWN_ROLES)
        return self.pages.show(
            "emergencies.html", session, here=EMERGENCIES, member=member, request_id=secrets.token_urlsafe(32),
            listed=await self.emergencies.all(session), states=STATES, path=EMERGENCIES, role_path=OWN_ROLES,
        )  # fmt: skip

    async def one(self, session: OpenSession, emergency_id: str) -> Response:
        found = await self.emergencies.find(session, emergency_id)
        return self.pages.show(
            "emergency.html", session, here=EMERGENCIES, emergency=found, words=STATES[found.state], path=EMERGENCIES,
            left=self._left(found), looks_every_s=LOOKS_EVERY_S,
        )  # fmt: skip

    async def card(self, session: OpenSession, emergency_id: str) -> Response:
        found = await self.emergencies.find(session, emergency_id)
        shown = self.pages.show(
            "emergency_card.html", session, here=EMERGENCIES, emergency=found, criticality=CRITICALITY,
            allergies=await self.emergencies.read(session, emergency_id), path=EMERGENCIES, left=self._left(found),
        )  # fmt: skip
        shown.headers["cache-control"] = "no-store"
        return shown

    def _left(self, emergency: Emergency) -> str:
        return time_left(emergency.ends_at, self.emergencies.clock())


def emergency_page_routes(pages: Pages, doors: Doors, emergencies: Emergencies) -> APIRouter:
    router, page = page_router(pages, doors.for_role(Role.CLERK)), EmergencyPages(pages, emergencies)

    @router.get(EMERGENCIES)
    async def first(session: Here) -> Response:
        return await page.first(session)

    @router.post(EMERGENCIES)
    async def ask(session: Here, form: Annotated[BreakForm, Form()]) -> Response:
        return see(f"{EMERGENCIES}/{(await emergencies.ask(session, form.wish())).emergency_id}")

    @router.get(f"{EMERGENCIES}/{{emergency_id}}")
    async def one(emergency_id: EmergencyId, session: Here) -> Response:
        return await page.one(session, emergency_id)

    @router.post(f"{EMERGENCIES}/{{emergency_id}}/confirmation")
    async def confirm(emergency_id: EmergencyId, session: Here) -> Response:
        await emergencies.confirm(session, emergency_id)
        return see(f"{EMERGENCIES}/{emergency_id}")

    @router.post(f"{EMERGENCIES}/{{emergency_id}}/card")
    async def card(emergency_id: EmergencyId, session: Here) -> Response:
        """By POST: each look is told to the patient."""
        return await page.card(session, emergency_id)

    return router
