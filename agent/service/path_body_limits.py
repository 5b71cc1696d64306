"""Lets a long body in where long ones come, and nowhere else.

The app's own limit is one for all routes, and a body may be read before a guard is asked; so the app gets the largest
limit, and inside of it this puts each path's own before it.
"""

from collections.abc import Mapping
from re import Pattern

from starlette.types import ASGIApp, Receive, Scope, Send

from agent.service.app import BODY_LIMIT_BYTES
from agent.service.middleware import BodyLimit


class PathBodyLimit:
    """`limits`: what a path matches from its beginning, and how many bytes may come there."""

    def __init__(self, app: ASGIApp, *, limits: Mapping[Pattern[str], int]) -> None:
        self._ordinary = BodyLimit(app, limit_bytes=BODY_LIMIT_BYTES)
        self._long = {path: BodyLimit(app, limit_bytes=limit) for path, limit in limits.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        limited = next((app for pattern, app in self._long.items() if pattern.match(path)), self._ordinary)
        await limited(scope, receive, send)
