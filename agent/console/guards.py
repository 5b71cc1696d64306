"""Who may see a page: whoever has a session, with the role that the page names.

A request that changes something must also come from our own pages: by its Origin (RFC 6454), and by the token that
every form of the session carries.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.openapi.models import APIKey, APIKeyIn

from agent.access.domain.session import is_form_token
from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession, SignIn
from agent.console.cookies import Cookies
from agent.errors import Forbidden, Problem, Unauthorized
from agent.service.auth import Guard

SAFE_METHODS = frozenset({"GET", "HEAD"})
FORM_TOKEN_FIELD = "form_token"  # noqa: S105 - the field's name
LIVE_HEADER = "salus-live"
"""On requests that a page makes by itself: they do not count as the person's activity."""


class SignInNeeded(Unauthorized):
    """There is no session, or it is over."""

    next_step = "Sign in."


class PasswordChangeNeeded(Forbidden):
    """The password was given by somebody else and must be changed first."""

    next_step = "Set a password of your own."


class NotFromOurPage(Problem):
    """A form that was not shown to this session."""

    code = "not-from-our-page"
    status = Forbidden.status
    next_step = "Open the console at its own address, and send the form again."


@dataclass(frozen=True)
class Origin:
    """Where the console's own pages are."""

    scheme: str
    netloc: str

    @classmethod
    def of(cls, url: str) -> "Origin":
        parts = urlsplit(url.lower())
        return cls(parts.scheme, parts.netloc)

    async def check(self, request: Request, token: str) -> None:
        """Raises NotFromOurPage."""
        if request.headers.get("origin", "").lower() != f"{self.scheme}://{self.netloc}":
            raise NotFromOurPage("This form comes from another address than the console's.")
        given = (await request.form()).get(FORM_TOKEN_FIELD)
        if not isinstance(given, str) or not is_form_token(given, token):
            raise NotFromOurPage("This form does not belong to your session.")


@dataclass(frozen=True)
class Doors:
    """What the guards of all pages have in common."""

    sign_in: SignIn
    cookies: Cookies
    origin: Origin

    def for_role(self, role: Role) -> "SessionGuard":
        return SessionGuard(self, role)

    def before_password_change(self) -> "SessionGuard":
        return SessionGuard(self, Role.CLERK, before_change=True)


class SessionGuard(Guard):
    """The session cookie; notes the session for `Here`."""

    scheme_name = "Session"

    def __init__(self, doors: Doors, role: Role, *, before_change: bool = False) -> None:
        self.model = APIKey.model_validate({"in": APIKeyIn.cookie, "name": doors.cookies.session.full_name})
        self._doors = doors
        self._role = role
        self._before_change = before_change

    async def __call__(self, request: Request) -> None:
        session = await self._session(request)
        if request.method not in SAFE_METHODS:
            await self._doors.origin.check(request, session.token)
        request.state.session = session
        if session.user.must_change and not self._before_change:
            raise PasswordChangeNeeded("Your password is good for one sign-in.")
        if self._role is Role.ADMIN and session.user.role is not Role.ADMIN:
            raise Forbidden("This is for administrators.")

    async def _session(self, request: Request) -> OpenSession:
        token = self._doors.cookies.session.read(request)
        is_live = LIVE_HEADER in request.headers or request.url.path.endswith("/events")
        session = await self._doors.sign_in.session(token, note_use=not is_live) if token else None
        if session is None:
            raise SignInNeeded("You are not signed in, or were away for too long.")
        return session


def _session(request: Request) -> OpenSession:
    session: OpenSession = request.state.session
    return session


Here = Annotated[OpenSession, Depends(_session)]
"""Whose session it is, on a page behind a SessionGuard."""
