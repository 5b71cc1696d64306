"""Where the console's pages are, and which of them stand in its navigation for whom."""

from dataclasses import dataclass

from agent.access.domain.user import Role

HOME = "/console"
SIGN_IN = f"{HOME}/sign-in"
PASSWORD = f"{HOME}/password"
BATCHES = f"{HOME}/batches"
STATIC = f"{HOME}/static/{{name}}"
PUBLIC_PATHS = (SIGN_IN, STATIC)


@dataclass(frozen=True)
class Place:
    path: str
    label: str
    role: Role = Role.CLERK


PLACES = (
    Place(HOME, "Offers"),
    Place(f"{HOME}/offers/new", "New offer"),
    Place(BATCHES, "Batches"),
    Place(f"{HOME}/recalls", "Recall"),
    Place(f"{HOME}/history", "History"),
    Place(f"{HOME}/users", "Users", Role.ADMIN),
    Place(f"{HOME}/api-keys", "API keys", Role.ADMIN),
)


def places_for(role: Role) -> tuple[Place, ...]:
    return tuple(place for place in PLACES if place.role is Role.CLERK or role is Role.ADMIN)
