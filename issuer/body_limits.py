"""Lets a long body in where tails files come, and nowhere else.

The app's own limit is one for all routes, and a body may be read before a guard is asked; so the app gets the large
limit, and inside of it this puts the ordinary one before every other path.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from agent.service.app import BODY_LIMIT_BYTES
from agent.service.middleware import BodyLimit
from issuer.routes.tails import TAILS_PATH

_LONG_BODIES = TAILS_PATH.partition("{")[0]


class OrdinaryBodyLimit:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._limited = BodyLimit(app, limit_bytes=BODY_LIMIT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_long = scope["type"] == "http" and scope["path"].startswith(_LONG_BODIES)
        await (self._app if is_long else self._limited)(scope, receive, send)
