"""/v1/offers: make an offer, show its QR code, see how it goes, revoke what came of it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from agent.access.domain.act import Actor
from agent.access.routes.guards import By, MachineDoors
from agent.errors import InvalidInput, NotFound, Problem
from agent.service.auth import Guard, closed_router
from agent.service.links import Links
from agent.service.outbox import Outbox
from agent.service.qr import qr_png, qr_svg
from agent.service.sse import EVENTS, EventStream, event_stream
from issuer.domain.claims import ClaimsRefused
from issuer.domain.offer import Offer, OfferState
from issuer.domain.offer_search import EVERY_OFFER, OfferSearch
from issuer.domain.scope import Scope
from issuer.routes.bodies import OfferBody, OffersBody, OfferWanted, claims_refused, offer_body
from issuer.services.audited import Audited
from issuer.services.offer_journal import stream_of
from issuer.services.offering import Offering
from issuer.services.renewing import Renewing
from issuer.services.revocation import Revocation
from issuer.store import OfferStore

MAX_PAGE = 100
OfferId = Annotated[str, Path(max_length=36)]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


class OfferClosed(Problem):
    """Nobody can take the offer up any more."""

    code = "offer-closed"
    status = HTTPStatus.GONE
    next_step = "Make a new offer."


@dataclass(frozen=True)
class OfferDesk:
    """What the routes of offers call."""

    offering: Offering
    renewing: Renewing
    revocation: Revocation
    store: OfferStore
    links: Links
    outbox: Outbox
    audited: Audited

    async def find(self, offer_id: str) -> Offer:
        found = await self.store.find(offer_id)
        if found is None:
            raise NotFound("There is no offer of this id.")
        return found

    async def body(self, offer: Offer) -> OfferBody:
        return await offer_body(offer, self.links)

    async def page(self, after: str | None, limit: int, search: OfferSearch = EVERY_OFFER) -> OffersBody:
        last = None if after is None else await self.store.find(after)
        if after is not None and last is None:
            raise InvalidInput("There is no offer of the id given as 'after'.")
        found = await self.store.page(last, limit + 1, search)
        shown = [await self.body(offer) for offer in found[:limit]]
        return OffersBody(offers=shown, next_after=shown[-1].offer_id if len(found) > limit else None)

    async def search(self, after: str | None, limit: int, search: OfferSearch, by: Actor) -> OffersBody:
        """The offers of a patient or of a lot."""
        await self.audited.searched(by)
        return await self.page(after, limit, search)

    async def url(self, offer_id: str) -> str:
        await self.find(offer_id)
        link = await self.links.current(offer_id)
        if link is None:
            raise OfferClosed("This offer can no longer be taken up.")
        return link.url


def offer_routes(doors: MachineDoors, desk: OfferDesk) -> list[APIRouter]:
    return [
        _making(doors.needing(Scope.OFFERS_WRITE), desk),
        _revoking(doors.needing(Scope.REVOKE), desk),
        _seeing(doors.needing(Scope.OFFERS_READ), desk),
        _showing(doors.needing(Scope.OFFERS_READ), desk),
    ]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix="/v1/offers", tags=["offers"])


def _making(guard: Guard, desk: OfferDesk) -> APIRouter:
    router = _router(guard)

    @router.post("", status_code=HTTPStatus.CREATED, response_model=OfferBody)
    async def make(wanted: OfferWanted, by: By) -> OfferBody | Response:
        """Offer a credential; its `url` goes into a QR code."""
        try:
            made = await desk.offering.offer(wanted.credential_type, wanted.claims, by)
        except ClaimsRefused as refused:
            return claims_refused(refused.faults)
        return await desk.body(made)

    @router.post("/{offer_id}/renew", status_code=HTTPStatus.CREATED)
    async def renew(offer_id: OfferId, by: By) -> OfferBody:
        """Offer again what nobody took up in time: a new offer of the same values."""
        return await desk.body(await desk.renewing.renew(offer_id, by))

    return router


def _revoking(guard: Guard, desk: OfferDesk) -> APIRouter:
    router = _router(guard)

    @router.post("/{offer_id}/revoke", responses={202: {"model": OfferBody, "description": "It is being revoked."}})
    async def revoke(offer_id: OfferId, response: Response, by: By) -> OfferBody:
        """Revoke what was issued: 200 when the ledger has it, 202 when that takes longer."""
        offer = await desk.revocation.revoke(offer_id, by)
        if offer.state is OfferState.REVOKING:
            response.status_code = HTTPStatus.ACCEPTED
        return await desk.body(offer)

    return router


def _seeing(guard: Guard, desk: OfferDesk) -> APIRouter:
    router = _router(guard)

    @router.get("")
    async def page(after: Annotated[str | None, Query(max_length=36)] = None, limit: Limit = 50) -> OffersBody:
        """Offers, the newest first."""
        return await desk.page(after, limit)

    @router.get("/{offer_id}")
    async def one(offer_id: OfferId) -> OfferBody:
        return await desk.body(await desk.find(offer_id))

    @router.get("/{offer_id}/events", status_code=HTTPStatus.OK, response_class=EventStream, responses=EVENTS)
    async def events(offer_id: OfferId, request: Request) -> EventStream:
        """`offer.changed` for every change of state, from the first one or from Last-Event-ID on.

        `replacement.changed` when another credential is put in its place.
        """
        await desk.find(offer_id)
        return event_stream(request, desk.outbox, stream_of(offer_id))

    return router


def _showing(guard: Guard, desk: OfferDesk) -> APIRouter:
    router = _router(guard)

    @router.get("/{offer_id}/qr.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
    async def svg(offer_id: OfferId) -> Response:
        """The QR code of the offer's link."""
        return Response(qr_svg(await desk.url(offer_id)), media_type="image/svg+xml")

    @router.get("/{offer_id}/qr.png", response_class=Response, responses={200: {"content": {"image/png": {}}}})
    async def png(offer_id: OfferId) -> Response:
        """The same as a picture of pixels."""
        return Response(qr_png(await desk.url(offer_id)), media_type="image/png")

    return router
