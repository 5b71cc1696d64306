"""Signing in, signing out, and setting a password of one's own.

The sign-in form belongs to no session yet, so it has a cookie of its own that its token is made from: nobody can sign
a clerk in under another name from elsewhere.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from agent.access.domain.session import draw_token, form_token
from agent.access.services.first_admin import FirstAdmin
from agent.access.services.sign_in import SignInRefused
from agent.console.cookies import Cookies
from agent.console.guards import Doors, Here, NotFromOurPage
from agent.console.navigation import HOME, PASSWORD, SIGN_IN
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem

Text = Annotated[str, Form(max_length=1000)]


def sign_in_routes(pages: Pages, doors: Doors) -> APIRouter:
    router = page_router(pages, None)

    @router.get(SIGN_IN)
    async def page(request: Request) -> Response:
        return _sign_in_page(pages, doors.cookies)

    @router.post(SIGN_IN)
    async def sign_in(request: Request, name: Text = "", password: Text = "") -> Response:
        token = doors.cookies.sign_in.read(request)
        if token is None:
            raise NotFromOurPage("The sign-in form is too old, or the browser keeps no cookies.")
        await doors.origin.check(request, token)
        try:
            opened = await doors.sign_in.sign_in(name, password)
        except SignInRefused as refused:
            return _sign_in_page(pages, doors.cookies, refused)
        response = see(HOME)
        doors.cookies.sign_in.delete(response)
        doors.cookies.session.write(response, opened.token)
        return response

    return router


def own_account_routes(pages: Pages, doors: Doors, first_admin: FirstAdmin) -> APIRouter:
    router = page_router(pages, doors.before_password_change())

    @router.post(f"{HOME}/sign-out")
    async def sign_out(session: Here) -> Response:
        await doors.sign_in.sign_out(session)
        response = see(SIGN_IN)
        doors.cookies.session.delete(response)
        return response

    @router.get(PASSWORD)
    async def page(session: Here) -> Response:
        return pages.show("password.html", session, problem=None)

    @router.post(PASSWORD)
    async def change(session: Here, present: Text = "", wanted: Text = "", again: Text = "") -> Response:
        try:
            if wanted != again:
                raise InvalidInput("The new password was typed in two ways.", next_step="Type it again.")
            opened = await doors.sign_in.change_password(session, present, wanted)
        except Problem as problem:
            return pages.show("password.html", session, code=HTTPStatus.UNPROCESSABLE_ENTITY, problem=problem)
        await first_admin.forget(opened.user)
        response = see(HOME)
        doors.cookies.session.write(response, opened.token)
        return response

    return router


def _sign_in_page(pages: Pages, cookies: Cookies, problem: Problem | None = None) -> Response:
    token = draw_token()
    code = HTTPStatus.OK if problem is None else HTTPStatus(problem.status)
    response = pages.show_stranger("sign_in.html", code, form_token=form_token(token), problem=problem)
    cookies.sign_in.write(response, token)
    return response
