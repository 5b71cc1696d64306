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


@dataclass(frozen=True)
class Act:
    act_id: int
    at: datetime
    kind: StrEnum
    """An AccessAct, or one of the service's own kinds."""
    record_kind: StrEnum
    by: Actor
    record_id: str | None
    """Of the record that it is about; None where somebody gave a name that nobody has."""
