"""The editor's style sheet and script, for who is signed in."""

from importlib.resources import files

from fastapi import APIRouter, Response

from agent.access.domain.user import Role
from agent.console.guards import Doors
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages

_FILES = files("verifier.console") / "static"


def editor_file_routes(pages: Pages, doors: Doors) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(f"{HOME}/editor.css")
    async def style() -> Response:
        return _file("editor.css", "text/css")

    @router.get(f"{HOME}/editor.js")
    async def script() -> Response:
        return _file("editor.js", "text/javascript")

    return router


def _file(name: str, media_type: str) -> Response:
    return Response((_FILES / name).read_bytes(), media_type=media_type, headers={"Cache-Control": "no-cache"})
