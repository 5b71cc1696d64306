"""Puts `Idempotency-Key` before every POST below a path, so that no route can forget it (idempotency.py decides).

Who is not known to `caller_of` is passed on without a look at the key: the route's guard refuses, and strangers write
nothing into the table. Plain ASGI, inside the app's limit of bodies; a POST's answer is short and held whole.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.errors import InvalidInput, Problem
from agent.service.idempotency import Answer, Attempt, IdempotencyKeys, InProgress, is_success
from agent.service.logging import get_logger
from agent.service.problems import problem_response

HEADER = "Idempotency-Key"
RENEW_S = 20.0
RETRY_AFTER_S = 2
CallerOf = Callable[[Request], Awaitable[str | None]]
"""Who sends the request, by credentials that hold; None if nobody."""
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,200})"?')
log = get_logger(__name__)


class IdempotentPosts:
    def __init__(self, app: ASGIApp, *, keys: IdempotencyKeys, caller_of: CallerOf, below: str) -> None:
        self._app = app
        self._keys = keys
        self._caller_of = caller_of
        self._below = below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(self._below):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        given = request.headers.get(HEADER)
        caller = None if given is None else await self._caller_of(request)
        if given is None or caller is None:
            await self._app(scope, receive, send)
            return
        await (await self._answered(request, given, caller))(scope, receive, send)

    async def _answered(self, request: Request, given: str, caller: str) -> Response:
        try:
            attempt = await _attempt(request, given, caller)
            begun = await self._keys.begin(attempt)
        except InProgress as problem:
            return problem_response(problem, headers={"Retry-After": str(RETRY_AFTER_S)})
        except Problem as problem:
            return problem_response(problem)
        if isinstance(begun, Answer):
            return _response(begun, {"Idempotency-Replayed": "true"})
        return _response(await self._carried_out(request, attempt, begun), {})

    async def _carried_out(self, request: Request, attempt: Attempt, claim: str) -> Answer:
        renewing = asyncio.create_task(self._renewed(attempt, claim), name="idempotency claim")
        try:
            answer = await _ask(self._app, request, await request.body())
        except Exception:
            await self._keys.give_up(attempt, claim)
            raise
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
        if is_success(answer.status):
            await self._keys.finish(attempt, claim, answer)
        else:
            await self._keys.give_up(attempt, claim)
        return answer

    async def _renewed(self, attempt: Attempt, claim: str) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            with suppress(SQLAlchemyError):  # the next one may succeed, before the claim lapses
                await self._keys.renew(attempt, claim)


async def _attempt(request: Request, given: str, caller: str) -> Attempt:
    key = _KEY.fullmatch(given)
    if key is None:
        raise InvalidInput(
            f"'{HEADER}' has 1 to 200 visible characters.", next_step="Take a random UUID for each new request."
        )
    form = f"{request.url.query}\n{request.headers.get('content-type', '')}\n".encode()
    secret = request.headers.get("authorization", "")
    return Attempt(caller, request.url.path, key.group(1), secret, form + await request.body())


async def _ask(app: ASGIApp, request: Request, body: bytes) -> Answer:
    """The app's answer to the request, whose body has been read already."""
    head: Message = {"status": HTTPStatus.INTERNAL_SERVER_ERROR, "headers": []}
    chunks: list[bytes] = []
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return unread.pop() if unread else await request.receive()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
        else:
            chunks.append(message.get("body", b""))

    await app(request.scope, receive, send)
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in head["headers"]]
    return Answer(int(head["status"]), tuple(headers), b"".join(chunks))


def _response(answer: Answer, further: dict[str, str]) -> Response:
    response = Response(answer.body, answer.status)
    del response.headers["content-length"]
    for name, value in answer.headers:
        response.headers.append(name, value)
    response.headers.update(further)
    return response
