"""From an event of the outbox to what is sent about it: body and headers, after the Standard Webhooks specification."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.service.clock import Clock
from agent.service.outbox import Event, EventValue
from agent.service.sealing import Sealer
from agent.webhooks.domain.signature import signed_headers
from agent.webhooks.domain.webhook import Webhook


@dataclass(frozen=True)
class Message:
    """What a receiver is told: identifiers, states and times; never a value of a person, nor a link's token."""

    type: str
    at: datetime
    data: Mapping[str, EventValue]

    def body(self) -> bytes:
        said = {"type": self.type, "timestamp": self.at.isoformat().replace("+00:00", "Z"), "data": dict(self.data)}
        return json.dumps(said, separators=(",", ":")).encode()


Describe = Callable[[Event], Awaitable[Message | None]]
"""The service's own: what others are told of an event; None for what is no business of theirs."""


@dataclass(frozen=True)
class Signing:
    sealer: Sealer
    clock: Clock

    def headers(self, webhook: Webhook, message_id: str, body: bytes) -> Mapping[str, str]:
        """Of an attempt at this moment. Raises SealBroken."""
        now = self.clock()
        secrets = [self.sealer.open(each) for each in webhook.sealed_in_force(now)]
        return signed_headers(secrets, message_id, int(now.timestamp()), body)
