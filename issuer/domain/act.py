"""Who did what, when: the history of acts. It names records by their ids and holds no personal value of a patient."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    API_KEY = "api-key"
    OPERATOR = "operator"
    """Whoever has the key of the service's settings."""
    SERVICE = "service"
    NOBODY = "nobody"
    """Somebody who was not let in."""


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    actor_id: str | None = None
    """Of the user or the API key."""

    def __str__(self) -> str:
        return self.kind.value if self.actor_id is None else f"{self.kind}:{self.actor_id}"


OPERATOR = Actor(ActorKind.OPERATOR)
SERVICE = Actor(ActorKind.SERVICE)
NOBODY = Actor(ActorKind.NOBODY)


class RecordKind(StrEnum):
    OFFER = "offer"
    USER = "user"
    API_KEY = "api-key"
    BATCH = "batch"
    RECALL = "recall"
    """An order to revoke a lot."""


class ActKind(StrEnum):
    OFFERED = "offered"
    REVOKED = "revoked"
    """Asked for; the offer's own state tells when the ledger has it."""
    REPLACED = "replaced"
    """Asked for: the credential is revoked, and another offered in its place."""
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"
    """What nobody took up in time is offered again, as another offer."""
    BATCH_READ = "batch-read"
    BATCH_STARTED = "batch-started"
    BATCH_STOPPED = "batch-stopped"
    BATCH_RENEWED = "batch-renewed"
    BATCH_DISCARDED = "batch-discarded"
    RECALLED = "recalled"
    """A lot; what happened to each offer of it has a line of its own."""
    RECALL_LIFTED = "recall-lifted"
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    LOCKED_OUT = "locked-out"
    SIGNED_OUT = "signed-out"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - an act
    USER_CREATED = "user-created"
    USER_RESET = "user-reset"
    USER_DISABLED = "user-disabled"
    USER_ENABLED = "user-enabled"
    KEY_CREATED = "key-created"
    KEY_ROTATED = "key-rotated"
    KEY_REVOKED = "key-revoked"

    @property
    def record_kind(self) -> RecordKind:
        match self:
            case ActKind.OFFERED | ActKind.REVOKED | ActKind.REPLACED | ActKind.WITHDRAWN | ActKind.RENEWED:
                return RecordKind.OFFER
            case (
                ActKind.BATCH_READ
                | ActKind.BATCH_STARTED
                | ActKind.BATCH_STOPPED
                | ActKind.BATCH_RENEWED
                | ActKind.BATCH_DISCARDED
            ):
                return RecordKind.BATCH
            case ActKind.RECALLED | ActKind.RECALL_LIFTED:
                return RecordKind.RECALL
            case ActKind.KEY_CREATED | ActKind.KEY_ROTATED | ActKind.KEY_REVOKED:
                return RecordKind.API_KEY
            case _:
                return RecordKind.USER


@dataclass(frozen=True)
class Act:
    act_id: int
    at: datetime
    kind: ActKind
    by: Actor
    record_id: str | None
    """Of the offer, user, key or recall; None where somebody gave a name that nobody has."""
