"""Users, for administrators: a password for one sign-in is shown once, on the page that answers the form."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response

from agent.access.domain.user import Role, User
from agent.access.services.sign_in import OpenSession
from agent.access.services.users import Users
from agent.console.guards import Doors, Here
from agent.console.navigation import USERS
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem

UserId = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]
Text = Annotated[str, Form(max_length=100)]


def user_routes(pages: Pages, doors: Doors, users: Users) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.ADMIN))

    async def show(
        session: OpenSession, problem: Problem | None = None, given: tuple[User, str] | None = None
    ) -> Response:
        code = HTTPStatus(problem.status) if problem else HTTPStatus.OK
        now = users.clock()
        return pages.show(
            "users.html", session, here=USERS, code=code, users=await users.every(), roles=list(Role), problem=problem,
            given=given, now=now,
        )  # fmt: skip

    @router.get(USERS)
    async def every(session: Here) -> Response:
        return await show(session)

    @router.post(USERS)
    async def create(session: Here, name: Text = "", role: Text = "") -> Response:
        if role not in list(Role):
            return await show(session, InvalidInput("There is no such role."))
        try:
            return await show(session, given=await users.create(name, Role(role), session.actor))
        except InvalidInput as problem:
            return await show(session, problem)

    @router.post(f"{USERS}/{{user_id}}/reset")
    async def reset(user_id: UserId, session: Here) -> Response:
        if user_id == session.user.user_id:
            return await show(
                session, InvalidInput("This is your own account.", next_step="Change your password instead.")
            )
        return await show(session, given=await users.reset(user_id, session.actor))

    @router.post(f"{USERS}/{{user_id}}/disable")
    async def disable(user_id: UserId, session: Here) -> Response:
        await users.disable(user_id, session.actor)
        return see(USERS)

    @router.post(f"{USERS}/{{user_id}}/enable")
    async def enable(user_id: UserId, session: Here) -> Response:
        await users.enable(user_id, session.actor)
        return see(USERS)

    return router
