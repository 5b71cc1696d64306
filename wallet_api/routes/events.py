"""The stream of what changes in a wallet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from agent.service.auth import closed_router
from agent.service.outbox import Outbox
from agent.service.sse import EventStream, event_stream
from wallet_api.routes.guard import SessionGuard, WalletId
from wallet_api.services.events import stream_of


def event_routes(guard: SessionGuard, outbox: Outbox) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["events"])

    @router.get("/events", response_class=EventStream)
    async def events(request: Request, wallet_id: Annotated[WalletId, Depends(guard)]) -> EventStream:
        """scan.changed, offer.changed, request.changed, credential.revoked; from now on, or after Last-Event-ID.

        Subscribe, then read.
        """
        stream = stream_of(wallet_id)
        return event_stream(request, outbox, stream, after_id=await outbox.latest_id(stream))

    return router
