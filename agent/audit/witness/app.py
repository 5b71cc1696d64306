"""A witness over HTTP: `POST /add-checkpoint` (C2SP tlog-witness), and whether it is alive.

Starlette without the ground of the services: a witness is a small program of another organisation, and needs no more.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import PrivateKey
from agent.audit.c2sp.submission import Submission, parse_submission
from agent.audit.witness.memory import Memory
from agent.audit.witness.rules import Logs, Refusal, Seen, check_growth, check_signed
from agent.service.logging import declare_fields, get_logger

MAX_BODY_BYTES = 64 * 1024
SIZE_TYPE = "text/x.tlog.size"
declare_fields("log_origin", "tree_size")
log = get_logger(__name__)


def create_witness(
    key: PrivateKey, logs: Logs, memory: Memory, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Starlette:
    def answer(submission: Submission) -> Response:
        offered = submission.checkpoint
        refusal = check_signed(logs, submission) or memory.advance(
            offered.origin, Seen(offered.size, offered.root), lambda seen: check_growth(seen, submission)
        )
        if refusal is not None:
            log.warning("witness.refused", log_origin=offered.origin, tree_size=offered.size, status=refusal.status)
            return _refused(refusal)
        return PlainTextResponse(key.cosign(submission.note.body, clock()).text)

    async def add_checkpoint(request: Request) -> Response:
        try:
            submission = parse_submission((await _body(request)).decode())
        except (FormatRefused, UnicodeDecodeError):
            return _refused(Refusal(HTTPStatus.BAD_REQUEST, "This is not what a witness is sent."))
        return await run_in_threadpool(answer, submission)

    async def live(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/health/live", live)])


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise FormatRefused("too long")
    return bytes(body)


def _refused(refusal: Refusal) -> Response:
    if refusal.seen_size is not None:
        return Response(f"{refusal.seen_size}\n", refusal.status, media_type=SIZE_TYPE)
    return PlainTextResponse(f"{refusal.sentence}\n", refusal.status)
