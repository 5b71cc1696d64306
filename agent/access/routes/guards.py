"""Who may call a route of the machine API: whoever has a key with the scope that the route names."""

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer

from agent.access.domain.act import Actor
from agent.access.services.api_keys import ApiKeys
from agent.errors import Forbidden, Unauthorized
from agent.service.auth import Guard, bearer_token


class ScopeGuard(Guard):
    """`Authorization: Bearer <key>` of a key that has the scope; notes who it is for `By`."""

    scheme_name = "ApiKey"

    def __init__(self, keys: ApiKeys, scope: StrEnum) -> None:
        self.model = HTTPBearer(description="An API key. Each operation names the scope that the key needs.")
        self.scopes = [scope.value]
        self._keys = keys
        self._scope = scope

    async def __call__(self, request: Request) -> None:
        caller = await self._keys.caller_of(bearer_token(request))
        if caller is None:
            raise Unauthorized("This needs an API key that is in force.")
        if self._scope not in caller.scopes:
            await self._keys.acts.no_scope(caller.actor, self._scope)
            raise Forbidden(
                f"This key lacks the scope '{self._scope}'.", next_step="Use a key that has it, or make one."
            )
        request.state.actor = caller.actor


def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor
    return actor


By = Annotated[Actor, Depends(_actor)]
"""Who calls, on a route behind a ScopeGuard."""


class MachineDoors:
    """The guards of the machine API, one for each scope."""

    def __init__(self, keys: ApiKeys) -> None:
        self._keys = keys

    def needing(self, scope: StrEnum) -> ScopeGuard:
        return ScopeGuard(self._keys, scope)

    async def caller_of(self, request: Request) -> str | None:
        """For the idempotency keys: whose key it is, whatever it may do."""
        caller = await self._keys.caller_of(bearer_token(request))
        return str(caller.actor) if caller else None
