"""Webhooks of the wallet agent: hints, never the truth."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request

from agent.ports import Hint
from agent.service.auth import Guard, closed_router

ParseWebhook = Callable[[str, bytes, Mapping[str, str]], Hint | None]


def webhook_routes(
    guard: Guard, parse: ParseWebhook, record_of: Callable[[Hint], Awaitable[str | None]], hint: Callable[[str], None]
) -> APIRouter:
    router = closed_router(guard, tags=["webhooks"])

    @router.post("/webhooks/topic/{topic}/", status_code=HTTPStatus.OK, include_in_schema=False)
    async def webhook(topic: str, request: Request) -> None:
        """What is not known is ignored."""
        told = parse(topic, await request.body(), request.headers)
        record = await record_of(told) if told is not None else None
        if record is not None:
            hint(record)

    return router
