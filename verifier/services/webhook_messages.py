"""What other systems are told of a verification: its id, template, state and verdict. Nothing of the patient."""

from enum import StrEnum

from agent.service.outbox import Event
from agent.webhooks.services.messages import Message
from verifier.domain.verification import State
from verifier.services.journal import EVENT
from verifier.store.verifications import VerificationStore


class WebhookEvent(StrEnum):
    """Each change is told as one of them."""

    CHANGED = "verification.changed"
    """Any state before the verdict."""
    DECIDED = "verification.decided"


class WebhookMessages:
    def __init__(self, store: VerificationStore) -> None:
        self._store = store

    async def describe(self, event: Event) -> Message | None:
        """None for events of other kinds."""
        if event.type != EVENT:
            return None
        decided = event.data["state"] == State.DECIDED
        template = await self._store.template_of(str(event.data["verification_id"]))
        template_id, version = template or (None, None)
        return Message(
            WebhookEvent.DECIDED if decided else WebhookEvent.CHANGED,
            event.created_at,
            {**event.data, "template_id": template_id, "template_version": version},
        )
