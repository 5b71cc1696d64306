"""What surrounds every request: its id, its log line and measure, headers, the limit of its body, and the catch-all.

Decides: that a request is known by its route's template (the raw path may hold a token, the query a value), and that
an unforeseen exception becomes the problem "internal", or "database-unavailable" if the database was lost, logged by
type and stack only.
Plain ASGI, because Starlette's BaseHTTPMiddleware buffers streams and hides disconnects.
"""

import re
import time
import uuid
from collections.abc import Sequence
from re import Pattern

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.errors import DatabaseUnavailable, Problem
from agent.service.engines import is_lost
from agent.service.logging import get_logger, request_id
from agent.service.metrics import Metrics
from agent.service.problems import BodyTooLarge, problem_response

UNMATCHED = "unmatched"
_LENGTH = re.compile(r"[0-9]{1,18}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
log = get_logger(__name__)


class RequestLine:
    """Gives a request its id and the safe headers, and writes one log line and one measure of it."""

    def __init__(self, app: ASGIApp, *, templates: "RouteTemplates", metrics: Metrics) -> None:
        self._app = app
        self._templates = templates
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = request_id.set(str(uuid.uuid4()))
        answer = _Answer(send)
        started = time.perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        finally:
            self._record(scope, answer, time.perf_counter() - started)
            request_id.reset(token)

    def _record(self, scope: Scope, answer: "_Answer", duration_s: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = self._templates.of(scope["path"])
        log.info("request", method=method, route=route, status=answer.status, duration_ms=round(duration_s * 1000, 1))
        self._metrics.request_answered(method, route, answer.status, None if answer.is_stream else duration_s)


class CatchAll:
    """Turns an exception that nothing translated into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:  # the app's edge
            log.failure("request.failed", error)
            if answer.status:
                raise  # half an answer is out: only a broken connection tells the client so
            await problem_response(_problem_of(error))(scope, receive, send)


def _problem_of(error: Exception) -> Problem:
    if is_lost(error):
        return DatabaseUnavailable("The service's database does not answer.")
    return Problem("The service failed in a way it did not foresee.")


class BodyLimit:
    """Refuses a body longer than `limit_bytes`, by its declared length or as it comes in."""

    def __init__(self, app: ASGIApp, *, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not _LENGTH.fullmatch(declared) or int(declared) > self._limit_bytes:
            await problem_response(self._problem())(scope, receive, send)
            return
        read_bytes = 0

        async def limited() -> Message:
            nonlocal read_bytes
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > self._limit_bytes:
                raise _Overrun
            return message

        answer = _Answer(send)
        try:
            await self._app(scope, limited, answer.send)
        except _Overrun:
            if not answer.status:
                await problem_response(self._problem())(scope, receive, send)

    def _problem(self) -> BodyTooLarge:
        return BodyTooLarge(f"The body is longer than {self._limit_bytes} bytes.")


class RouteTemplates:
    """Finds the template of the route that a path belongs to."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._known: Sequence[tuple[Pattern[str], str]] | None = None

    def of(self, path: str) -> str:
        if self._known is None:  # built at the first request, when the app is complete
            self._known = [
                (context.path_regex, context.path_format or "") for context in iter_route_contexts(self._app.routes)
            ]
        return next((template for pattern, template in self._known if pattern.match(path)), UNMATCHED)


class _Overrun(BaseException):
    """Not an Exception: FastAPI turns every Exception met while it reads a body into a 400."""


class _Answer:
    """Passes messages on and remembers what went out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.is_stream = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            self.is_stream = headers.get("content-type", "").startswith("text/event-stream")
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if request := request_id.get():
                headers.setdefault("X-Request-Id", request)
        await self._send(message)
