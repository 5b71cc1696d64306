"""API keys, for administrators: a key's text is shown once, on the page that answers the form."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from agent.access.domain.api_key import ApiKey, GivenKey
from agent.access.domain.user import Role
from agent.access.services.api_keys import ApiKeys
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.navigation import API_KEYS
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem

GRACE = timedelta(hours=24)
MAX_DAYS = 3650
MAX_NAME = 100
KeyId = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]


def api_key_page_routes(pages: Pages, doors: Doors, keys: ApiKeys) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.ADMIN))

    async def show(
        session: OpenSession, problem: Problem | None = None, given: tuple[ApiKey, GivenKey] | None = None
    ) -> Response:
        code = HTTPStatus(problem.status) if problem else HTTPStatus.OK
        return pages.show(
            "api_keys.html", session, here=API_KEYS, code=code, keys=await keys.every(), scopes=list(keys.scopes),
            now=keys.clock(), problem=problem, given=given,
        )  # fmt: skip

    @router.get(API_KEYS)
    async def every(session: Here) -> Response:
        return await show(session)

    @router.post(API_KEYS)
    async def create(
        request: Request, session: Here, name: Annotated[str, Form()] = "", days: Annotated[str, Form()] = ""
    ) -> Response:
        try:
            wanted, expires_at = _name(name), _expiry(days, keys.clock())
            scopes = _scopes(keys.scopes, (await request.form()).getlist("scope"))
            return await show(session, given=await keys.create(wanted, scopes, expires_at, session.actor))
        except InvalidInput as problem:
            return await show(session, problem)

    @router.post(f"{API_KEYS}/{{key_id}}/rotate")
    async def rotate(key_id: KeyId, session: Here) -> Response:
        return await show(session, given=await keys.rotate(key_id, GRACE, session.actor))

    @router.post(f"{API_KEYS}/{{key_id}}/revoke")
    async def revoke(key_id: KeyId, session: Here) -> Response:
        await keys.revoke(key_id, session.actor)
        return see(API_KEYS)

    return router


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
        raise InvalidInput(f"A key has a name of at most {MAX_NAME} characters.")
    return name


def _expiry(text: str, now: datetime) -> datetime | None:
    days = text.strip()
    if not days:
        return None
    if not (days.isascii() and days.isdigit() and len(days) <= 4 and 1 <= int(days) <= MAX_DAYS):
        raise InvalidInput(f"A key lasts between 1 and {MAX_DAYS} days, or without an end.")
    return now + timedelta(days=int(days))


def _scopes(all_scopes: type[StrEnum], given: Sequence[object]) -> frozenset[StrEnum]:
    scopes = frozenset(scope for scope in all_scopes if scope.value in given)
    if not scopes:
        raise InvalidInput("A key needs at least one scope.")
    return scopes
