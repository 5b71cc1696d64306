"""Routers whose problems become pages: who is not signed in is led to the sign-in, the rest is told in plain words."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response, Security
from fastapi.exceptions import RequestValidationError

from agent.console.guards import PasswordChangeNeeded, SessionGuard, SignInNeeded
from agent.console.navigation import PASSWORD, SIGN_IN
from agent.console.pages import Pages, see
from agent.errors import InvalidInput, Problem
from agent.service.keepable import Handler, KeepableRoute
from agent.service.logging import get_logger

log = get_logger(__name__)


def page_router(pages: Pages, guard: SessionGuard | None) -> APIRouter:
    """A router of pages; without a guard its paths must be declared public."""
    dependencies = [] if guard is None else [Security(guard)]
    return APIRouter(
        dependencies=dependencies, route_class=_route_class(pages), include_in_schema=False,
        default_response_class=Response,
    )  # fmt: skip


def _route_class(pages: Pages) -> type[KeepableRoute]:
    class PageRoute(KeepableRoute):
        def get_route_handler(self) -> Handler:
            return _with_problems_as_pages(super().get_route_handler(), pages)

    return PageRoute


def _with_problems_as_pages(handler: Handler, pages: Pages) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except SignInNeeded:
            return see(SIGN_IN)
        except PasswordChangeNeeded:
            return see(PASSWORD)
        except Problem as problem:
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                log.failure("problem", problem, code=problem.code, status=int(problem.status))
            return pages.problem(problem, getattr(request.state, "session", None))
        except RequestValidationError:
            unread = InvalidInput("The address or the form is not as it should be.", next_step="Go back and try again.")
            return pages.problem(unread, getattr(request.state, "session", None))

    return handle
