"""Who may call a route: every route is closed unless it is declared open.

Decides: routers come from `closed_router(guard)` or `public_router()`, and `create_app` refuses an app in which a
route neither has a guard nor stands on the list of public paths. A guard is a FastAPI dependency; a service with its
own kind of credentials (a patient's session) subclasses `Guard`. Keys are compared in constant time (RFC 6750 for the
header's form).
Leaves out: who the patient is; how a session is made.
"""

import hmac
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBearer
from fastapi.openapi.models import SecurityBase as SecurityScheme
from fastapi.routing import iter_route_contexts
from fastapi.security.base import SecurityBase
from pydantic import SecretStr

from agent.errors import Unauthorized
from agent.service.keepable import KeepableRoute
from agent.service.problems import PROBLEM_RESPONSE


class Guard(SecurityBase, ABC):
    """A dependency that lets a request pass or raises Unauthorized; what it returns is up to it."""

    model: SecurityScheme
    scheme_name: str
    scopes: Sequence[str] = ()
    """What the caller must be allowed to do; told in the interface description (OpenAPI 3.1, Security Requirement)."""

    @abstractmethod
    async def __call__(self, request: Request) -> Any: ...


class ApiKeyGuard(Guard):
    """`Authorization: Bearer <key>`."""

    scheme_name = "ApiKey"

    def __init__(self, key: SecretStr) -> None:
        self.model = HTTPBearer(description="The service's API key.")
        self._key = key

    async def __call__(self, request: Request) -> None:
        if not same_secret(bearer_token(request), self._key):
            raise Unauthorized("This needs the service's API key.")


class WebhookKeyGuard(Guard):
    """`x-api-key: <key>`, as the agent sends it with its webhooks."""

    scheme_name = "WebhookKey"

    def __init__(self, key: SecretStr) -> None:
        self.model = APIKey.model_validate({"in": APIKeyIn.header, "name": "x-api-key"})
        self._key = key

    async def __call__(self, request: Request) -> None:
        if not same_secret(request.headers.get("x-api-key"), self._key):
            raise Unauthorized("This needs the webhook key.", next_step="Send it as 'x-api-key'.")


def bearer_token(request: Request) -> str | None:
    """The token of `Authorization: Bearer`, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def same_secret(given: str | None, expected: SecretStr) -> bool:
    """Whether they are equal, in a time that does not tell where they differ."""
    return given is not None and hmac.compare_digest(given.encode(), expected.get_secret_value().encode())


def closed_router(guard: Guard, *, prefix: str = "", tags: Sequence[str] = ()) -> APIRouter:
    """A router on which each route asks `guard` first."""
    dependencies = [Security(guard, scopes=guard.scopes)]
    return APIRouter(
        prefix=prefix, tags=list(tags), dependencies=dependencies, responses=PROBLEM_RESPONSE,
        route_class=KeepableRoute,
    )  # fmt: skip


def public_router(*, prefix: str = "", tags: Sequence[str] = ()) -> APIRouter:
    """A router whose paths must also be named in `create_app(public_paths=...)`."""
    return APIRouter(prefix=prefix, tags=list(tags), responses=PROBLEM_RESPONSE, route_class=KeepableRoute)


@dataclass(frozen=True)
class RouteEntry:
    """One path of an app, and whether a guard stands before it."""

    path: str
    methods: frozenset[str]
    guarded: bool


def routes_of(app: FastAPI) -> Sequence[RouteEntry]:
    """Every route of the app, for the check at its assembly and for tests."""
    return [
        RouteEntry(
            path=context.path or "",
            methods=frozenset(context.methods or ()),
            guarded=_has_guard(getattr(context, "dependant", None)),
        )
        for context in iter_route_contexts(app.routes)
    ]


def _has_guard(dependant: Dependant | None) -> bool:
    return dependant is not None and any(isinstance(call, Guard) for call in _calls(dependant))


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)
