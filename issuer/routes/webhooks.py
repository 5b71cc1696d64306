"""POST /webhooks/topic/{topic}/: what the agent tells. Known by its key; taken as a hint, and never as the truth."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from agent.ports import Hint
from agent.service.auth import Guard, closed_router
from issuer.services.webhook_hints import WebhookHints

ParseWebhook = Callable[[str, bytes, Mapping[str, str]], Hint | None]
"""Topic, body and headers (names in lower case) to a hint; None for what is not ours."""


def webhook_routes(guard: Guard, parse: ParseWebhook, hints: WebhookHints) -> APIRouter:
    router = closed_router(guard, tags=["webhooks"])

    @router.post("/webhooks/topic/{topic}/", response_class=Response, include_in_schema=False)
    async def webhook(topic: str, request: Request) -> Response:
        hint = parse(topic, await request.body(), dict(request.headers))
        if hint is not None:
            await hints.take(hint)
        return Response(status_code=HTTPStatus.OK)

    return router
