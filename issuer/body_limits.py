"""Lets a long body in where tails files and documents come, and nowhere else.

The app's own limit is one for all routes, and a body may be read before a guard is asked; so the app gets the largest
limit, and inside of it this puts each path's own before it.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from agent.service.app import BODY_LIMIT_BYTES
from agent.service.middleware import BodyLimit
from issuer.console.navigation import BATCHES
from issuer.routes.batches import BATCHES_PATH
from issuer.routes.tails import MAX_UPLOAD_BYTES, TAILS_PATH

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
_ENVELOPE_BYTES = 64 * 1024
"""What a form puts around a file."""
_LONG_BODIES = {
    TAILS_PATH.partition("{")[0]: MAX_UPLOAD_BYTES,
    BATCHES_PATH: MAX_DOCUMENT_BYTES,
    BATCHES: MAX_DOCUMENT_BYTES + _ENVELOPE_BYTES,
}


class PathBodyLimit:
    def __init__(self, app: ASGIApp) -> None:
        self._ordinary = BodyLimit(app, limit_bytes=BODY_LIMIT_BYTES)
        self._long = {path: BodyLimit(app, limit_bytes=limit) for path, limit in _LONG_BODIES.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        limited = next((app for prefix, app in self._long.items() if path.startswith(prefix)), self._ordinary)
        await limited(scope, receive, send)
