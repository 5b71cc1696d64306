"""Recalling a lot: what would be done, the order once it is confirmed, how far it is, and lifting it again."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem
from issuer.console.navigation import RECALLS
from issuer.console.recall_words import counted, recall_words
from issuer.console.routes.offers import OfferPages
from issuer.domain.credential_type import CredentialType
from issuer.domain.revocation_order import RevocationOrder, Treatment
from issuer.routes.revocations import RevocationDesk
from issuer.services.offer_journal import ALL_OFFERS

SHOWN = 50
RevocationId = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]
Text = Annotated[str, Form(max_length=256)]


@dataclass(frozen=True)
class RecallPages:
    """What these pages read and call."""

    offers: OfferPages
    desk: RevocationDesk

    @property
    def types(self) -> list[CredentialType]:
        return [each for each in self.offers.types.values() if each.recall is not None]

    def title(self, type_name: str | None) -> str:
        found = self.offers.types.get(type_name or "")
        return found.title if found else type_name or ""

    async def order(self, type_name: str, lot: str) -> RevocationOrder:
        """An order that is not given yet. Raises InvalidInput."""
        if type_name not in [each.name for each in self.types]:
            raise InvalidInput("No card of this kind can be recalled by its lot.", next_step="Choose one of the list.")
        return await self.desk.revoking.of_lot(type_name, lot)


def recall_routes(pages: Pages, doors: Doors, parts: RecallPages) -> list[APIRouter]:
    return [_giving(pages, doors, parts), _following(pages, doors, parts)]


def _giving(pages: Pages, doors: Doors, parts: RecallPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    async def show(session: OpenSession, type: str = "", lot: str = "", problem: Problem | None = None) -> Response:
        code = HTTPStatus(problem.status) if problem else HTTPStatus.OK
        return pages.show(
            "recalls.html", session, here=RECALLS, code=code, types=parts.types, type=type, lot=lot, problem=problem,
            recalls=await parts.desk.revoking.orders.recalls(SHOWN), title=parts.title,
        )  # fmt: skip

    @router.get(RECALLS)
    async def every(session: Here) -> Response:
        return await show(session)

    @router.post(RECALLS)
    async def look_or_recall(session: Here, type: Text = "", lot: Text = "", step: Text = "") -> Response:
        try:
            order = await parts.order(type, lot)
        except InvalidInput as problem:
            return await show(session, type, lot, problem)
        if step != "recall":
            return pages.show(
                "recall_ask.html", session, here=RECALLS, order=order, title=parts.title(type),
                to_revoke=order.count(Treatment.REVOKE), to_withdraw=order.count(Treatment.WITHDRAW),
            )  # fmt: skip
        given = await parts.desk.revoking.give(order, session.actor)
        return see(f"{RECALLS}/{given.revocation_id}")

    return router


def _following(pages: Pages, doors: Doors, parts: RecallPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(f"{RECALLS}/{{revocation_id}}")
    async def one(revocation_id: RevocationId, session: Here) -> Response:
        seen_id = await parts.offers.outbox.latest_id(ALL_OFFERS)
        progress = await parts.desk.revoking.progress(revocation_id)
        return pages.show(
            "recall.html", session, here=RECALLS, progress=progress, title=parts.title(progress.credential_type),
            words=recall_words(progress), counts=counted(progress), seen_id=seen_id,
            acts=await parts.offers.acts.of_record(revocation_id),
            names=await parts.offers.names.read(),
        )  # fmt: skip

    @router.get(f"{RECALLS}/{{revocation_id}}/lift")
    async def ask(revocation_id: RevocationId, session: Here) -> Response:
        progress = await parts.desk.revoking.progress(revocation_id)
        if progress.lot_number is None or progress.lifted_at is not None:
            return see(f"{RECALLS}/{revocation_id}")  # that page says so
        return pages.show(
            "lift.html", session, here=RECALLS, progress=progress, title=parts.title(progress.credential_type)
        )

    @router.post(f"{RECALLS}/{{revocation_id}}/lift")
    async def lift(revocation_id: RevocationId, session: Here) -> Response:
        await parts.desk.recalls.lift(revocation_id, session.actor)
        return see(f"{RECALLS}/{revocation_id}")

    return router
