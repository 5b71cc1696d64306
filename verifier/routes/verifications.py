"""/v1/verifications: ask, show the QR code, follow, read the verdict."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from agent.access.domain.act import Actor
from agent.access.routes.guards import By, MachineDoors
from agent.errors import NotFound, Problem
from agent.service.auth import Guard, closed_router
from agent.service.links import Links
from agent.service.outbox import Outbox
from agent.service.qr import qr_png, qr_svg
from agent.service.sse import EVENTS, EventStream, event_stream
from verifier.domain.language import Language
from verifier.domain.scope import Scope
from verifier.domain.verification import Verification
from verifier.routes.bodies import (
    VerificationBody,
    VerificationLineBody,
    VerificationsBody,
    VerificationsSought,
    VerificationWanted,
    verification_body,
)
from verifier.services.asking import Asking
from verifier.services.audited import Audited
from verifier.services.journal import stream_of
from verifier.services.screen import Screen, Sight
from verifier.store.verification_list import VerificationList
from verifier.store.verifications import VerificationStore

VerificationId = Annotated[str, Path(max_length=36)]
In = Annotated[Language | None, Query(description="Of sentence and next step; else the one it was asked in.")]


class VerificationClosed(Problem):
    """Nobody can answer the request any more."""

    code = "verification-closed"
    status = HTTPStatus.GONE
    next_step = "Ask again: make a new verification."


@dataclass(frozen=True)
class VerificationDesk:
    """What the routes of verifications call."""

    asking: Asking
    store: VerificationStore
    links: Links
    outbox: Outbox
    screen: Screen
    every: VerificationList
    audited: Audited

    async def find(self, verification_id: str) -> Verification:
        found = await self.store.find(verification_id)
        if found is None:
            raise NotFound("There is no verification of this id.")
        return found

    async def body(self, verification_id: str, by: Actor, language: Language | None = None) -> VerificationBody:
        found = await self.find(verification_id)
        link = await self.links.current(verification_id)
        sight = await self.sight(verification_id, by)
        return verification_body(found, link.url if link else None, sight, language)

    async def sight(self, verification_id: str, by: Actor) -> Sight | None:
        """What may be seen; each look at shown values goes onto the log first."""
        if (sight := self.screen.read(verification_id)) is not None and sight.revealed is not None:
            await self.audited.seen(verification_id, by)
        return sight

    async def url(self, verification_id: str) -> str:
        await self.find(verification_id)
        link = await self.links.current(verification_id)
        if link is None:
            raise VerificationClosed("This request can no longer be answered.")
        return link.url


def verification_routes(doors: MachineDoors, desk: VerificationDesk) -> list[APIRouter]:
    read = doors.needing(Scope.VERIFICATIONS_READ)
    return [_asking(doors.needing(Scope.VERIFICATIONS_WRITE), desk), _seeing(read, desk), _showing(read, desk)]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix="/v1/verifications", tags=["verifications"])


def _asking(guard: Guard, desk: VerificationDesk) -> APIRouter:
    router = _router(guard)

    @router.post("", status_code=HTTPStatus.CREATED)
    async def ask(wanted: VerificationWanted, by: By) -> VerificationBody:
        """Ask by a template; the `url` goes into a QR code."""
        return await desk.body(await desk.asking.ask(wanted.wanted(), by), by)

    return router


def _seeing(guard: Guard, desk: VerificationDesk) -> APIRouter:
    router = _router(guard)

    @router.get("")
    async def every(sought: Annotated[VerificationsSought, Query()]) -> VerificationsBody:
        """The verifications, the newest first: ids, states and verdicts."""
        found = await desk.every.page(sought.conditions(), sought.before, sought.limit + 1)
        lines = [VerificationLineBody.model_validate(each, from_attributes=True) for each in found[: sought.limit]]
        more = len(found) > sought.limit
        return VerificationsBody(verifications=lines, next_before=lines[-1].verification_id if more else None)

    @router.get("/{verification_id}")
    async def one(verification_id: VerificationId, by: By, response: Response, language: In = None) -> VerificationBody:
        """How far it has come, and the verdict with what to do next. What was shown is there for a short time only."""
        response.headers["Cache-Control"] = "no-store"
        return await desk.body(verification_id, by, language)

    @router.get("/{verification_id}/events", status_code=HTTPStatus.OK, response_class=EventStream, responses=EVENTS)
    async def events(verification_id: VerificationId, request: Request) -> EventStream:
        """`verification.changed` for every change of state, from the first one or from Last-Event-ID on."""
        await desk.find(verification_id)
        return event_stream(request, desk.outbox, stream_of(verification_id))

    return router


def _showing(guard: Guard, desk: VerificationDesk) -> APIRouter:
    router = _router(guard)

    @router.get(
        "/{verification_id}/qr.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}}
    )
    async def svg(verification_id: VerificationId) -> Response:
        """The QR code of the request's link."""
        return Response(qr_svg(await desk.url(verification_id)), media_type="image/svg+xml")

    @router.get("/{verification_id}/qr.png", response_class=Response, responses={200: {"content": {"image/png": {}}}})
    async def png(verification_id: VerificationId) -> Response:
        """The same as a picture of pixels."""
        return Response(qr_png(await desk.url(verification_id)), media_type="image/png")

    return router
