"""OWN_ROLES: whoever is signed in shows the practitioner card with their own wallet, and may then ask and read."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import NotFound
from verifier.console.frame import Frame
from verifier.console.navigation import CONSENTS, OWN_ROLES
from verifier.console.routes.verification import VerificationId, VerificationPage, VerificationPages
from verifier.domain.own_role import NotShown
from verifier.services.consents import Consents
from verifier.store.role_proofs import RoleAsked

FRAME = Frame(OWN_ROLES, CONSENTS, "Read records", shown_by="you")
SHOWN = "Your role is proved. Patients read whose licence it is."
WORDS: Mapping[NotShown, str] = {
    NotShown.OTHER_ORGANISATION: "The card holds, but it is of another organisation. Show your card of this one.",
    NotShown.OTHER_NAME: "The card holds, but another name stands on it than you are entered with. Show your own card, "
    "or have the operator correct your name in SALUS_VERIFIER_STAFF.",
    NotShown.DAY_OVER: "The card was asked for yesterday. Ask again.",
    NotShown.UNUSABLE: "The card holds, but no role can be read from it by this question. Tell an administrator.",
}


def own_role_routes(pages: Pages, doors: Doors, consents: Consents, parts: VerificationPages) -> APIRouter:
    router, page = page_router(pages, doors.for_role(Role.CLERK)), VerificationPage(pages, parts)

    async def ask(session: OpenSession) -> Response:
        return see(f"{OWN_ROLES}/{await consents.ask_for_role(session)}")

    @router.post(OWN_ROLES)
    async def first(session: Here) -> Response:
        return await ask(session)

    @router.get(f"{OWN_ROLES}/{{verification_id}}")
    async def one(verification_id: VerificationId, session: Here) -> Response:
        asked = await _own(consents, verification_id, session)
        frame = replace(FRAME, outcome=_outcome(asked))
        return await page.show(session, verification_id, frame, counted=False)

    @router.post(f"{OWN_ROLES}/{{verification_id}}/again")
    async def again(verification_id: VerificationId, session: Here) -> Response:
        await _own(consents, verification_id, session)
        return await ask(session)

    return router


async def _own(consents: Consents, verification_id: str, session: OpenSession) -> RoleAsked:
    """Raises NotFound, also for what somebody else is to show."""
    asked = await consents.roles.find(verification_id)
    if asked is None or asked.user_id != session.user.user_id:
        raise NotFound("You were not asked for your role by this.")
    return asked


def _outcome(asked: RoleAsked) -> str | None:
    if asked.not_shown is not None:
        return WORDS[asked.not_shown]
    return SHOWN if asked.shown else None
