"""What is written into the history of acts about webhooks; a service adds these to its own kinds."""

from collections.abc import Mapping
from enum import StrEnum


class WebhookRecord(StrEnum):
    WEBHOOK = "webhook"


class WebhookAct(StrEnum):
    WEBHOOK_CREATED = "webhook-created"
    WEBHOOK_ROTATED = "webhook-rotated"
    WEBHOOK_RESUMED = "webhook-resumed"
    WEBHOOK_DELETED = "webhook-deleted"


WEBHOOK_ACTS: Mapping[StrEnum, StrEnum] = dict.fromkeys(WebhookAct, WebhookRecord.WEBHOOK)
WEBHOOK_WORDS: Mapping[StrEnum, str] = {
    WebhookAct.WEBHOOK_CREATED: "Created a webhook",
    WebhookAct.WEBHOOK_ROTATED: "Rotated the secret of a webhook",
    WebhookAct.WEBHOOK_RESUMED: "Resumed a webhook",
    WebhookAct.WEBHOOK_DELETED: "Deleted a webhook",
}
