"""The patient's web app: its files as Vite built them, read once at the start.

Decides: names of assets hold a hash of what is in them, so they are kept for ever, and all else is asked for anew; the
app may load from here alone (Content Security Policy Level 3), and `wasm-unsafe-eval` is for the scanner, which reads
codes with WebAssembly where the browser has no reader of its own.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request, Response

from agent.errors import NotFound
from agent.service.auth import public_router
from agent.service.logging import get_logger

BUILT = Path(__file__).parents[1] / "app" / "dist"
"""Where `make` puts it; not there, the service serves its API alone."""
INDEX, ASSET, ICON, MANIFEST, WORKER = "/", "/assets/{name}", "/icons/{name}", "/manifest.webmanifest", "/sw.js"
WEB_APP_PATHS = (INDEX, ASSET, ICON, MANIFEST, WORKER)
_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob:",
        "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "media-src blob:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
_PAGE = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": (
        "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
    ".png": "image/png", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json",
}  # fmt: skip
_PACKED_ALREADY = {".png"}
_FOR_EVER, _ANEW = "public, max-age=31536000, immutable", "no-cache"
log = get_logger(__name__)


@dataclass(frozen=True)
class AppFile:
    media_type: str
    content: bytes
    may_be_packed: bool

    @cached_property
    def packed(self) -> bytes | None:
        """With gzip, when it is asked for first; None for what is packed already."""
        return gzip.compress(self.content, mtime=0) if self.may_be_packed else None


def read_app(directory: Path = BUILT) -> Mapping[str, AppFile]:
    """All files by path below the directory; none, and a line in the log, if it was not built."""
    if not (directory / "index.html").is_file():
        log.warning("web_app.not_built")
        return {}
    files = (path for path in sorted(directory.rglob("*")) if path.is_file() and path.suffix in _TYPES)
    return {str(path.relative_to(directory)): _read(path) for path in files}


def web_app_routes(files: Mapping[str, AppFile]) -> APIRouter:
    router = public_router()

    @router.get(INDEX, include_in_schema=False)
    async def index(request: Request) -> Response:
        return _answer(files, "index.html", request, _ANEW)

    @router.get(WORKER, include_in_schema=False)
    async def worker(request: Request) -> Response:
        return _answer(files, "sw.js", request, _ANEW)

    @router.get(MANIFEST, include_in_schema=False)
    async def manifest(request: Request) -> Response:
        return _answer(files, "manifest.webmanifest", request, _ANEW)

    @router.get(ICON, include_in_schema=False)
    async def icon(name: str, request: Request) -> Response:
        return _answer(files, f"icons/{name}", request, _ANEW)

    @router.get(ASSET, include_in_schema=False)
    async def asset(name: str, request: Request) -> Response:
        return _answer(files, f"assets/{name}", request, _FOR_EVER)

    return router


def _read(path: Path) -> AppFile:
    return AppFile(_TYPES[path.suffix], path.read_bytes(), path.suffix not in _PACKED_ALREADY)


def _answer(files: Mapping[str, AppFile], path: str, request: Request, kept: str) -> Response:
    found = files.get(path)
    if found is None:
        raise NotFound("There is nothing at this address.")
    headers = {**_PAGE, "Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and found.packed is not None:
        return Response(found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)
