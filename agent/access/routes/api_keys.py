"""/v1/api-keys: make keys for machines, renew their secrets, end them."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent.access.domain.api_key import ApiKey
from agent.access.routes.guards import By
from agent.access.routes.of_service import OfService
from agent.access.services.api_keys import ApiKeys
from agent.service.auth import Guard, closed_router

MAX_GRACE_S = 30 * 24 * 3600
KeyId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", examples=["5f0c9a1be27d"])]


class ApiKeyWanted[S: StrEnum](OfService):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$", examples=["Ward system"])]
    scopes: Annotated[set[S], Field(min_length=1)]
    expires_at: Annotated[AwareDatetime | None, Field(examples=["2030-01-01T00:00:00Z"])] = None


class RotationWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    grace_s: Annotated[int, Field(ge=0, le=MAX_GRACE_S, examples=[86400])] = 24 * 3600
    """How long the secret before stays good."""


class ApiKeyBody[S: StrEnum](OfService):
    key_id: str
    name: str
    scopes: list[S]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None
    previous_until: datetime | None
    """Until when the secret before the last rotation is good."""


class NewApiKeyBody[S: StrEnum](ApiKeyBody[S]):
    key: Annotated[str, Field(repr=False, examples=["salus_5f0c9a1be27d_..."])]
    """Shown this once."""


class ApiKeysBody[B](OfService):
    api_keys: list[B]


def api_key_routes(guard: Guard, keys: ApiKeys) -> APIRouter:
    router = closed_router(guard, prefix="/v1/api-keys", tags=["API keys"])
    wanted_key: Any = ApiKeyWanted.holding(keys.scopes)
    one_key: Any = ApiKeyBody.holding(keys.scopes)
    new_key: Any = NewApiKeyBody.holding(keys.scopes)
    every_key: Any = ApiKeysBody.holding(one_key)

    @router.get("")
    async def every() -> every_key:
        """All keys, the newest first, without their secrets."""
        return every_key(api_keys=[one_key(**_fields(key)) for key in await keys.every()])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(wanted: wanted_key, by: By) -> new_key:
        """A new key. Its text is shown this once."""
        key, given = await keys.create(wanted.name, wanted.scopes, wanted.expires_at, by)
        return new_key(**_fields(key), key=given.text)

    @router.post("/{key_id}/rotate")
    async def rotate(key_id: KeyId, wanted: RotationWanted, by: By) -> new_key:
        """A new secret for the key; the one before stays good for a while."""
        key, given = await keys.rotate(key_id, timedelta(seconds=wanted.grace_s), by)
        return new_key(**_fields(key), key=given.text)

    @router.post("/{key_id}/revoke")
    async def revoke(key_id: KeyId, by: By) -> one_key:
        """End the key at once."""
        return one_key(**_fields(await keys.revoke(key_id, by)))

    return router


def _fields(key: ApiKey) -> dict[str, object]:
    return {name: getattr(key, name) for name in ApiKeyBody.model_fields} | {"scopes": sorted(key.scopes)}
