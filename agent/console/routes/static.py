"""A console's style sheets, script and icon: open to all, since the sign-in page needs them."""

from collections.abc import Mapping

from fastapi import APIRouter, Response

from agent.console.navigation import STATIC
from agent.console.pages import static_file
from agent.errors import NotFound
from agent.service.auth import public_router

_TYPES = {"console.css": "text/css", "console.js": "text/javascript", "icon.svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


def static_routes(styles: Mapping[str, bytes], scripts: Mapping[str, bytes]) -> APIRouter:
    router = public_router()
    own = {name: (content, "text/css") for name, content in styles.items()}
    own |= {name: (content, "text/javascript") for name, content in scripts.items()}

    @router.get(STATIC, response_class=Response, include_in_schema=False)
    async def static(name: str) -> Response:
        if name in own:  # not for ever: what a service makes may change with its files
            content, kind = own[name]
            return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})
        media_type = _TYPES.get(name)
        if media_type is None:
            raise NotFound("There is nothing at this address.")
        return Response(static_file(name), media_type=media_type, headers={"Cache-Control": _FOR_EVER})

    return router
