"""The stream of what changes in a wallet."""

from http import HTTPStatus

from fastapi import APIRouter, Request

from agent.service.auth import closed_router
from agent.service.outbox import Outbox
from agent.service.sse import EVENTS, EventStream, event_stream
from wallet_api.domain.stream import stream_of
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.wallets import OF_ONE


def event_routes(guards: Guards, outbox: Outbox) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["events"])

    @router.get("/events", status_code=HTTPStatus.OK, response_class=EventStream, responses=EVENTS)
    async def events(request: Request, wallet_id: InWallet) -> EventStream:
        """scan.changed, offer.changed, request.changed, credential.expiring, credential.replaced, credential.revoked,
        credential.deleted, consent.requested, consent.changed, consent.used, record.deposited, wallet.ending.

        From now on, or after Last-Event-ID. Subscribe, then read.
        """
        stream = stream_of(wallet_id)
        return event_stream(request, outbox, stream, after_id=await outbox.latest_id(stream))

    return router
