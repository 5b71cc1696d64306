"""Where every console's pages are, and which of them stand in its navigation for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.access.domain.user import Role

HOME = "/console"
SIGN_IN = f"{HOME}/sign-in"
PASSWORD = f"{HOME}/password"
HISTORY = f"{HOME}/history"
USERS = f"{HOME}/users"
API_KEYS = f"{HOME}/api-keys"
STATIC = f"{HOME}/static/{{name}}"
PUBLIC_PATHS = (SIGN_IN, STATIC)


@dataclass(frozen=True)
class Place:
    path: str
    label: str
    role: Role = Role.CLERK


COMMON_PLACES = (Place(HISTORY, "History"), Place(USERS, "Users", Role.ADMIN), Place(API_KEYS, "API keys", Role.ADMIN))


def places_for(role: Role, own: Iterable[Place]) -> tuple[Place, ...]:
    """The service's own places, and then those of every console."""
    return tuple(place for place in (*own, *COMMON_PLACES) if place.role is Role.CLERK or role is Role.ADMIN)
