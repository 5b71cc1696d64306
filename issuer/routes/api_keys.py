"""/v1/api-keys: make keys for machines, renew their secrets, end them."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent.service.auth import Guard, closed_router
from issuer.domain.api_key import ApiKey, GivenKey
from issuer.domain.scope import Scope
from issuer.routes.guards import By
from issuer.services.api_keys import ApiKeys

MAX_GRACE_S = 30 * 24 * 3600
KeyId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", examples=["5f0c9a1be27d"])]


class ApiKeyWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$", examples=["Ward system"])]
    scopes: Annotated[set[Scope], Field(min_length=1, examples=[["offers:read", "offers:write"]])]
    expires_at: Annotated[AwareDatetime | None, Field(examples=["2030-01-01T00:00:00Z"])] = None


class RotationWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    grace_s: Annotated[int, Field(ge=0, le=MAX_GRACE_S, examples=[86400])] = 24 * 3600
    """How long the secret before stays good."""


class ApiKeyBody(BaseModel):
    key_id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None
    previous_until: datetime | None
    """Until when the secret before the last rotation is good."""


class NewApiKeyBody(ApiKeyBody):
    key: Annotated[str, Field(repr=False, examples=["salus_5f0c9a1be27d_..."])]
    """Shown this once."""


class ApiKeysBody(BaseModel):
    api_keys: list[ApiKeyBody]


def api_key_routes(guard: Guard, keys: ApiKeys) -> APIRouter:
    router = closed_router(guard, prefix="/v1/api-keys", tags=["API keys"])

    @router.get("")
    async def every() -> ApiKeysBody:
        """All keys, the newest first, without their secrets."""
        return ApiKeysBody(api_keys=[ApiKeyBody(**_fields(key)) for key in await keys.every()])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(wanted: ApiKeyWanted, by: By) -> NewApiKeyBody:
        """A new key. Its text is shown this once."""
        return _new(*await keys.create(wanted.name, wanted.scopes, wanted.expires_at, by))

    @router.post("/{key_id}/rotate")
    async def rotate(key_id: KeyId, wanted: RotationWanted, by: By) -> NewApiKeyBody:
        """A new secret for the key; the one before stays good for a while."""
        return _new(*await keys.rotate(key_id, timedelta(seconds=wanted.grace_s), by))

    @router.post("/{key_id}/revoke")
    async def revoke(key_id: KeyId, by: By) -> ApiKeyBody:
        """End the key at once."""
        return ApiKeyBody(**_fields(await keys.revoke(key_id, by)))

    return router


def _fields(key: ApiKey) -> dict[str, object]:
    return {name: getattr(key, name) for name in ApiKeyBody.model_fields} | {"scopes": sorted(key.scopes)}


def _new(key: ApiKey, given: GivenKey) -> NewApiKeyBody:
    return NewApiKeyBody(**_fields(key), key=given.text)
