"""The console's style sheet, script and icon: open to all, since the sign-in page needs them."""

from fastapi import APIRouter, Response

from agent.errors import NotFound
from agent.service.auth import public_router
from issuer.console.card_styles import NAME as CARDS
from issuer.console.navigation import STATIC
from issuer.console.pages import static_file

_TYPES = {"console.css": "text/css", "console.js": "text/javascript", "icon.svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


def static_routes(card_styles: bytes) -> APIRouter:
    router = public_router()

    @router.get(STATIC, response_class=Response, include_in_schema=False)
    async def static(name: str) -> Response:
        if name == CARDS:  # not for ever: it changes with the types
            return Response(card_styles, media_type="text/css", headers={"Cache-Control": "no-cache"})
        media_type = _TYPES.get(name)
        if media_type is None:
            raise NotFound("There is nothing at this address.")
        return Response(static_file(name), media_type=media_type, headers={"Cache-Control": _FOR_EVER})

    return router
