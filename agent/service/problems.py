"""Errors as clients see them: RFC 9457 `application/problem+json`.

Decides: what each kind of failure becomes, and that nothing a client sent is echoed (a wrong field is named by its
JSON pointer, RFC 6901, with a sentence of ours; pydantic's own sentences may quote the value).
Leaves out: the catch-all for unforeseen exceptions (middleware.py), which must stand outside these handlers.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from agent.errors import InvalidInput, NotFound, Problem, Unauthorized
from agent.service.logging import get_logger, request_id

MEDIA_TYPE = "application/problem+json"
log = get_logger(__name__)


class FieldFault(BaseModel):
    """One field that is not acceptable."""

    model_config = ConfigDict(frozen=True)
    pointer: str
    """`/body/name`, `/query/limit`, `/path/id`, `/header/...`."""
    reason: str
    message: str


class ProblemBody(BaseModel):
    """What a client of ours gets instead of what it asked for."""

    model_config = ConfigDict(frozen=True)
    type: Annotated[str, Field(examples=["urn:salus:problem:not-found"])]
    title: str
    status: int
    detail: str
    code: str
    next_step: str
    instance: str | None = None
    """`urn:uuid:` and the request's id, which is also on the log lines."""
    errors: Sequence[FieldFault] | None = None
    failing: Sequence[str] | None = None
    """Names of the checks that fail, of /health/ready."""


class BodyTooLarge(Problem):
    """The request's body is longer than this service reads."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    next_step = "Send less at once."


class MethodNotAllowed(Problem):
    """The path exists and does not take this method."""

    code = "method-not-allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    next_step = "Use one of the methods in the Allow header."


def _schema() -> dict[str, Any]:
    """With the faults in place: a reference to `$defs` leads nowhere from inside an OpenAPI document."""
    schema = ProblemBody.model_json_schema()
    schema["properties"]["errors"]["anyOf"][0]["items"] = schema.pop("$defs")[FieldFault.__name__]
    return schema


_EXAMPLE = {
    "type": "urn:salus:problem:not-found",
    "title": "Not Found",
    "status": 404,
    "detail": "There is nothing of this id.",
    "code": "not-found",
    "next_step": "Check the id.",
    "instance": "urn:uuid:0b0c3d55-3f4e-4f4b-9a53-5f3f0f4f6a01",
}
PROBLEM_RESPONSE: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem.",
        "content": {MEDIA_TYPE: {"schema": _schema(), "example": _EXAMPLE}},
    }
}
"""For OpenAPI: every operation may answer with a problem."""


def problem_response(
    problem: Problem,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldFault] | None = None,
    failing: Sequence[str] | None = None,
) -> JSONResponse:
    """The response for a problem; also for those who answer without raising."""
    request = request_id.get()
    body = ProblemBody(
        type=f"urn:salus:problem:{problem.code}",
        title=HTTPStatus(problem.status).phrase,
        status=int(problem.status),
        detail=problem.sentence,
        code=problem.code,
        next_step=problem.next_step,
        instance=f"urn:uuid:{request}" if request else None,
        errors=errors,
        failing=failing,
    )
    challenge = {"WWW-Authenticate": problem.challenge} if isinstance(problem, Unauthorized) else {}
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=int(problem.status),
        headers={**challenge, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def install_problem_handlers(app: FastAPI) -> None:
    app.exception_handler(Problem)(_on_problem)
    app.exception_handler(RequestValidationError)(_on_validation_error)
    app.exception_handler(HTTPException)(_on_http_exception)


async def _on_problem(_: Request, error: Problem) -> JSONResponse:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.failure("problem", error, code=error.code, status=int(error.status))
    return problem_response(error)


async def _on_validation_error(_: Request, error: RequestValidationError) -> JSONResponse:
    faults = [_fault(each) for each in error.errors()]
    return problem_response(InvalidInput("The request does not have the form this service reads."), errors=faults)


async def _on_http_exception(_: Request, error: HTTPException) -> JSONResponse:
    return problem_response(_of_status(error.status_code), headers=error.headers)


def _of_status(status: int) -> Problem:
    match status:
        case HTTPStatus.NOT_FOUND:
            return NotFound("There is nothing at this address.")
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return MethodNotAllowed("This address does not take this method.")
        case HTTPStatus.UNAUTHORIZED:
            return Unauthorized("This needs credentials.")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return BodyTooLarge("The body is too large.")
        case _:
            problem = InvalidInput("The request cannot be read.", next_step="Check its form and send it again.")
            problem.status = HTTPStatus(status)
            return problem


_SENTENCES = {
    "missing": "This field is required.",
    "json_invalid": "This is not JSON.",
    "extra_forbidden": "There is a field here that is not known.",
    "string_too_long": "This is too long.",
    "string_too_short": "This is too short.",
    "string_type": "This must be text.",
    "string_pattern_mismatch": "This does not have the required form.",
    "int_parsing": "This must be a whole number.",
    "int_type": "This must be a whole number.",
    "bool_parsing": "This must be true or false.",
    "bool_type": "This must be true or false.",
    "enum": "This is not one of the allowed values.",
    "literal_error": "This is not one of the allowed values.",
    "list_type": "This must be a list.",
    "too_long": "This has too many entries.",
    "too_short": "This has too few entries.",
    "date_from_datetime_parsing": "This must be a date like 2025-01-31.",
    "date_parsing": "This must be a date like 2025-01-31.",
    "uuid_parsing": "This must be a UUID.",
    "not_keepable": "There is a character in it that no text has, a number beyond 64 bits, or too much nesting.",
}


def json_pointer(*parts: str) -> str:
    """RFC 6901."""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)


def _fault(error: Mapping[str, Any]) -> FieldFault:
    reason = str(error["type"])
    location = [str(part) for part in error["loc"]]
    if reason in (
        "extra_forbidden",
        "json_invalid",
    ):  # the unknown name is the client's own text; the other is an offset
        location = location[:-1]
    message = _SENTENCES.get(reason, "This value is not accepted.")
    return FieldFault(pointer=json_pointer(*location), reason=reason, message=message)
