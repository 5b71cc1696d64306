"""What no database can keep is refused at the entrance, before a guard or a route reads it.

Decides: no text has U+0000 (which PostgreSQL cannot keep) or half of a surrogate pair (which no UTF-8 says); no number
is beyond 64 bits, or none at all (NaN, Infinity); nothing is nested deeper than `MAX_DEPTH`. That is asked of the path,
the query, a body of JSON and the fields of a form. What a route reads as bytes it judges itself.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from math import isfinite
from re import compile as pattern
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
MAX_DEPTH = 100
_NO_TEXT = pattern("[\x00\ud800-\udfff]")
_MOST = 2**63


class KeepableRoute(APIRoute):
    """A route that is only asked with what can be kept."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def careful(request: Request) -> Response:
            _require(request.path_params, "path")
            _require(request.query_params.multi_items(), "query")
            try:
                return await handle(KeepableRequest(request.scope, request.receive))
            except _NotToBeKept:
                raise _fault("body") from None

        return careful


class KeepableRequest(Request):
    async def json(self) -> Any:
        found = await super().json()
        if not can_be_kept(found):
            raise _NotToBeKept(422)
        return found

    async def _get_form(self, **limits: Any) -> Any:
        form = await super()._get_form(**limits)
        names = [(name, value if isinstance(value, str) else value.filename) for name, value in form.multi_items()]
        if not can_be_kept(names):
            raise _NotToBeKept(422)
        return form


class _NotToBeKept(HTTPException):
    """The one kind of exception that FastAPI lets through while it reads a body."""


def can_be_kept(value: object) -> bool:
    """Of what JSON can say."""
    waiting = [(0, value)]
    while waiting:
        depth, each = waiting.pop()
        match each:
            case str() if _NO_TEXT.search(each):
                return False
            case int() if not -_MOST <= each < _MOST:
                return False
            case float() if not isfinite(each):
                return False
            case dict() | list() | tuple() if depth >= MAX_DEPTH:
                return False
            case dict():
                waiting += ((depth + 1, part) for pair in each.items() for part in pair)
            case list() | tuple():
                waiting += ((depth + 1, part) for part in each)
    return True


def _require(given: Mapping[str, object] | Iterable[object], place: str) -> None:
    if not can_be_kept(dict(given) if isinstance(given, Mapping) else list(given)):
        raise _fault(place)


def _fault(place: str) -> RequestValidationError:
    return RequestValidationError([{"type": "not_keepable", "loc": (place,)}])
