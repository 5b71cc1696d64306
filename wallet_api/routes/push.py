"""Notifications for a phone whose app is not open."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from agent.service.auth import closed_router
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.guards import Guards, Here
from wallet_api.services.pushing import Pushing

Base64Url = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]+={0,2}$", repr=False)]


class PushBody(BaseModel):
    server_key: str | None
    """For the browser's `applicationServerKey`; null where this service sends no notifications."""
    is_subscribed: bool
    """Whether this device gets them."""


class PushKeys(Wanted):
    p256dh: Base64Url
    auth: Base64Url


class PushSubscription(Wanted):
    """What the browser's `PushSubscription.toJSON()` says (Push API)."""

    endpoint: Annotated[str, Field(max_length=2000, repr=False)]
    keys: PushKeys


def push_routes(guards: Guards, pushing: Pushing) -> APIRouter:
    router = closed_router(guards.session, prefix="/v1/account/push", tags=["account"])

    @router.get("")
    async def show(session: Here) -> PushBody:
        return PushBody(server_key=pushing.server_key, is_subscribed=await pushing.store.has(session.device_id))

    @router.post("", status_code=HTTPStatus.NO_CONTENT)
    async def subscribe(body: PushSubscription, session: Here) -> None:
        """Tell this device of news, by `{"news": "offer"}` (or request, card, consent, emergency) and nothing else."""
        await pushing.subscribe(session.device_id, body.endpoint, body.keys.model_dump())

    @router.delete("", status_code=HTTPStatus.NO_CONTENT)
    async def unsubscribe(session: Here) -> None:
        await pushing.unsubscribe(session.device_id)

    return router
