"""/v1/webhooks: who is told of what, by messages after the Standard Webhooks specification."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.access.routes.guards import By
from agent.access.routes.of_service import OfService
from agent.service.auth import Guard, closed_router
from agent.webhooks.domain.webhook import Webhook, WebhookState
from agent.webhooks.services.sending import MAX_URL
from agent.webhooks.services.subscriptions import Subscriptions

MAX_GRACE_S = 30 * 24 * 3600
WebhookId = Annotated[str, Path(max_length=36, examples=["0b0c3d55-3f4e-4f4b-9a53-5f3f0f4f6a01"])]


class WebhookWanted[E: StrEnum](OfService):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    url: Annotated[str, Field(max_length=MAX_URL, examples=["https://ehr.example/salus"])]
    """https, without user, password or fragment; no redirect is followed."""
    event_types: Annotated[set[E], Field(min_length=1)]


class GraceWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    grace_s: Annotated[int, Field(ge=0, le=MAX_GRACE_S, examples=[86400])] = 24 * 3600
    """How long deliveries are signed by the secret before, too."""


class WebhookBody[E: StrEnum](OfService):
    webhook_id: Annotated[str, Field(examples=["0b0c3d55-3f4e-4f4b-9a53-5f3f0f4f6a01"])]
    url: str
    event_types: list[E]
    state: WebhookState
    created_at: datetime
    delivered_at: datetime | None
    """When the receiver took a message last."""
    failing_since: datetime | None
    failures: int
    """In a row."""
    last_error: Annotated[str | None, Field(examples=["status-500"])]
    """unreachable, timed-out, redirected, address-refused, gone, secret-sealed, or the status that was answered."""
    next_attempt_at: datetime | None
    previous_until: datetime | None
    """Until when deliveries are signed by the secret before the last rotation, too."""


class NewWebhookBody[E: StrEnum](WebhookBody[E]):
    secret: Annotated[str, Field(repr=False, examples=["whsec_..."])]
    """For checking signatures. Shown this once."""


class WebhooksBody[B](OfService):
    webhooks: list[B]


class TestBody(BaseModel):
    delivered: bool
    error: Annotated[str | None, Field(examples=["timed-out"])]


def webhook_routes(guard: Guard, subscriptions: Subscriptions, event_types: type[StrEnum]) -> APIRouter:
    router = closed_router(guard, prefix="/v1/webhooks", tags=["webhooks"])
    wanted_one: Any = WebhookWanted.holding(event_types)
    one_webhook: Any = WebhookBody.holding(event_types)
    new_webhook: Any = NewWebhookBody.holding(event_types)
    every_webhook: Any = WebhooksBody.holding(one_webhook)

    @router.get("")
    async def every() -> every_webhook:
        """All webhooks, the oldest first, with how they get on."""
        return every_webhook(webhooks=[one_webhook(**_fields(each)) for each in await subscriptions.every()])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(wanted: wanted_one, by: By) -> new_webhook:
        """Tell this URL of these events from now on. The secret is shown this once."""
        made, secret = await subscriptions.create(wanted.url, frozenset(wanted.event_types), by)
        return new_webhook(**_fields(made), secret=secret)

    @router.get("/{webhook_id}")
    async def one(webhook_id: WebhookId) -> one_webhook:
        """How one webhook gets on."""
        return one_webhook(**_fields(await subscriptions.find(webhook_id)))

    @router.delete("/{webhook_id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
    async def delete(webhook_id: WebhookId, by: By) -> Response:
        """Tell it nothing any more."""
        await subscriptions.delete(webhook_id, by)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.post("/{webhook_id}/rotate")
    async def rotate(webhook_id: WebhookId, wanted: GraceWanted, by: By) -> new_webhook:
        """A new secret. For the time of grace, deliveries are signed by both."""
        changed, secret = await subscriptions.rotate(webhook_id, timedelta(seconds=wanted.grace_s), by)
        return new_webhook(**_fields(changed), secret=secret)

    @router.post("/{webhook_id}/resume")
    async def resume(webhook_id: WebhookId, by: By) -> one_webhook:
        """Go on with one that was given up or is waiting for its next attempt, from where it ended."""
        return one_webhook(**_fields(await subscriptions.resume(webhook_id, by)))

    @router.post("/{webhook_id}/test")
    async def test(webhook_id: WebhookId) -> TestBody:
        """Send a message of type `webhook.test` now, and say whether the receiver took it."""
        error = await subscriptions.test(webhook_id)
        return TestBody(delivered=error is None, error=error)

    return router


def _fields(found: Webhook) -> dict[str, object]:
    own: Sequence[str] = [name for name in WebhookBody.model_fields if name != "webhook_id"]
    return {name: getattr(found, name) for name in own} | {
        "webhook_id": found.id,
        "event_types": sorted(found.event_types),
    }
