"""A webhook: who is told of which events, how far it has been told, and what becomes of it when it does not answer.

It follows the outbox by the id of the last event that is done with, so what it is told comes in the order of the
outbox, and nothing is lost while the outbox keeps it. Sealed secrets only; the plain one is shown once.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from agent.webhooks.domain.patience import Patience


class WebhookState(StrEnum):
    ACTIVE = "active"
    FAILING = "failing"
    """It is tried again, at growing pauses."""
    GIVEN_UP = "given-up"
    """It failed for too long. It goes on where it ended once somebody resumes it."""
    GONE = "gone"
    """The receiver answered 410: it wants no more. The same holds for resuming it."""


class Fault(StrEnum):
    """What was wrong with an attempt, beside a status: that is told as `status-500`."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    REDIRECTED = "redirected"
    ADDRESS_REFUSED = "address-refused"
    GONE = "gone"
    SECRET_SEALED = "secret-sealed"  # noqa: S105 - a fault
    """The key that sealed its secret is missing from the settings."""


@dataclass(frozen=True)
class Webhook:
    id: str
    url: str = field(repr=False)
    event_types: frozenset[str]
    created_at: datetime
    after_event: int
    """Id of the last event of the outbox that is delivered or none of its own."""
    sealed_secret: str = field(repr=False)
    sealed_previous: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    """Until when deliveries are signed by the secret before the last rotation, too."""
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
    next_attempt_at: datetime | None = None
    last_error: str | None = None
    delivered_at: datetime | None = None
    stopped: WebhookState | None = None

    @property
    def state(self) -> WebhookState:
        if self.stopped is not None:
            return self.stopped
        return WebhookState.FAILING if self.failures else WebhookState.ACTIVE

    def sealed_in_force(self, now: datetime) -> tuple[str, ...]:
        """The secrets to sign by, the newest first."""
        if self.sealed_previous is None or self.previous_until is None or now >= self.previous_until:
            return (self.sealed_secret,)
        return (self.sealed_secret, self.sealed_previous)

    def passed(self, up_to: int) -> "Webhook":
        """After events that it is not told of."""
        return replace(self, after_event=up_to)

    def delivered(self, up_to: int, at: datetime) -> "Webhook":
        """After everything up to this event was taken."""
        return replace(self.resumed(), after_event=up_to, last_error=None, delivered_at=at)

    def failed(self, error: str, at: datetime, patience: Patience, chance: float) -> "Webhook":
        """After an attempt that went wrong."""
        since = self.failing_since or at
        failed = replace(self, failures=self.failures + 1, failing_since=since, last_error=error)
        if error == Fault.GONE:
            return replace(failed, stopped=WebhookState.GONE, next_attempt_at=None)
        if at - since >= patience.give_up_after:
            return replace(failed, stopped=WebhookState.GIVEN_UP, next_attempt_at=None)
        return replace(failed, next_attempt_at=at + patience.pause(failed.failures, chance))

    def resumed(self) -> "Webhook":
        """To be tried again at once, and for as long as at first."""
        return replace(self, failures=0, failing_since=None, next_attempt_at=None, stopped=None)

    def rotated(self, sealed_secret: str, previous_until: datetime) -> "Webhook":
        return replace(
            self, sealed_secret=sealed_secret, sealed_previous=self.sealed_secret, previous_until=previous_until
        )
