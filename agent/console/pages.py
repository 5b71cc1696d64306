"""Renders a console's pages: templates, the policy they are shown under, and what every page has."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from agent.access.domain.session import form_token
from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.act_words import ACCESS_WORDS
from agent.console.guards import FORM_TOKEN_FIELD
from agent.console.navigation import HOME, STATIC, places_for
from agent.console.outfit import Outfit
from agent.errors import Problem

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# With "no-referrer", the services' ordinary policy, browsers send our own forms with the origin "null".
_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
_STATIC_FILES = files("agent.console") / "static"


@cache
def static_file(name: str) -> bytes:
    return (_STATIC_FILES / name).read_bytes()


def static_url(name: str) -> str:
    """Changes with the file, so that browsers may keep what they have for ever."""
    return f"{STATIC.format(name=name)}?v={hashlib.sha256(static_file(name)).hexdigest()[:12]}"


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC).day} {at.astimezone(UTC):%b %Y, %H:%M} UTC"


class Pages:
    def __init__(self, outfit: Outfit) -> None:
        self._places = outfit.places
        loader = ChoiceLoader([PackageLoader(outfit.package), PackageLoader("agent.console")])
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters["moment"] = moment
        self._templates.globals.update(
            label=outfit.label, static=static_url, home=HOME, first_page=outfit.first_page,
            styles=[STATIC.format(name=name) for name in outfit.styles],
            scripts=[STATIC.format(name=name) for name in outfit.scripts], live_events=outfit.live_events,
            role_words={Role.CLERK: outfit.clerk, Role.ADMIN: "Administrator"},
            act_words={**ACCESS_WORDS, **outfit.act_words}, token_field=FORM_TOKEN_FIELD,
        )  # fmt: skip

    def show(
        self, template: str, session: OpenSession, *, here: str = "", code: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> HTMLResponse:
        """A page for somebody who is signed in; `here` is the path of the navigation's entry it belongs to."""
        places = () if session.user.must_change else places_for(session.user.role, self._places)
        token = form_token(session.token)
        return self._render(template, code, session=session, form_token=token, places=places, here=here, **values)

    def show_stranger(self, template: str, code: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
        return self._render(template, code, session=None, places=(), here="", **({"form_token": ""} | values))

    def problem(self, problem: Problem, session: OpenSession | None) -> HTMLResponse:
        code = HTTPStatus(problem.status)
        if session is None:
            return self.show_stranger("problem.html", code, problem=problem)
        return self.show("problem.html", session, code=code, problem=problem)

    def _render(self, template: str, code: HTTPStatus, **values: object) -> HTMLResponse:
        html = self._templates.get_template(template).render(values)
        return HTMLResponse(html, int(code), headers=_HEADERS)


def see(path: str) -> RedirectResponse:
    """Look there next, by GET (RFC 9110, section 15.4.4)."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
