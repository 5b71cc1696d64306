"""Log lines as JSON: an event, and fields that were declared beforehand.

Decides: that a field whose name nobody declared is dropped (its name is reported, its value is not), that an
exception is written as its type and its stack and never as its message, and that a foreign library's line is written
as its template without its arguments. So no attribute value, URL, token or key reaches a log by way of a careless
call.
Leaves out: rotation and shipping; lines go to stdout.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import TextIO

Scalar = str | int | float | bool | None

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request being answered; written on each line of it."""

_MAX_TEXT = 200
_EVENT = re.compile(r"[a-z0-9_]+([.-][a-z0-9_]+)*")
_QUIET = ("httpx", "httpcore", "sqlalchemy", "alembic", "aiosqlite", "asyncio", "psycopg", "uvicorn.error")
_declared = {
    "record_id", "state", "duration_ms", "count", "attempt", "method", "route", "status", "code", "sentence", "title",
    "host", "port", "topic", "check", "stream", "connection_id", "exchange_id", "cred_def_id", "tenant_id",
}  # fmt: skip


def declare_fields(*names: str) -> None:
    """Allow these field names on log lines: identifiers, states, counts and durations, never values of persons."""
    _declared.update(names)


class Log:
    """Writes events with fields: `log.info("offer.created", offer_id=..., state=...)`."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def debug(self, event: str, **fields: Scalar) -> None:
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: Scalar) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Scalar) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Scalar) -> None:
        self._write(logging.ERROR, event, fields)

    def failure(self, event: str, failure: BaseException, **fields: Scalar) -> None:
        """An error together with the type and the stack, not the message, of the exception behind it."""
        self._write(logging.ERROR, event, fields, failure)

    def _write(self, level: int, event: str, fields: dict[str, Scalar], failure: BaseException | None = None) -> None:
        if self._logger.isEnabledFor(level):
            extra = {"salus_fields": fields, "salus_failure": failure, "salus_request": request_id.get()}
            self._logger.log(level, event, extra=extra)


def get_logger(name: str) -> Log:
    return Log(logging.getLogger(name))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if request := getattr(record, "salus_request", None) or request_id.get():
            line["request_id"] = request
        line.update(_fields(record))
        line.update(_failure(record))
        return json.dumps(line, ensure_ascii=False)


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send every logger of this process through the JSON formatter to `stream` (stdout)."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.root.handlers = [handler]
    logging.root.setLevel(level.upper())
    for name in _QUIET:  # they write URLs and statements at INFO
        logging.getLogger(name).setLevel(logging.WARNING)
    access = logging.getLogger("uvicorn.access")  # raw paths, which hold tokens
    access.handlers, access.propagate, access.disabled = [], False, True


def _event(record: logging.LogRecord) -> str:
    template = record.msg if isinstance(record.msg, str) else _of_object(record.msg)
    if hasattr(record, "salus_fields") and _EVENT.fullmatch(template):
        return template
    # Only the first line: asyncio puts the repr of the failed task on the next ones.
    return template.split("\n", 1)[0][:_MAX_TEXT]


def _of_object(message: object) -> str:
    # uvicorn logs the OSError itself when a port is taken; the system's own words hold no value.
    words = message.strerror if isinstance(message, OSError) else None
    return f"{type(message).__name__}: {words}" if words else type(message).__name__


def _fields(record: logging.LogRecord) -> dict[str, object]:
    given: dict[str, Scalar] = getattr(record, "salus_fields", {})
    written: dict[str, object] = {name: _short(value) for name, value in given.items() if name in _declared}
    if undeclared := sorted(given.keys() - _declared):
        written["undeclared"] = undeclared
    return written


def _short(value: Scalar) -> Scalar:
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:_MAX_TEXT]


def _failure(record: logging.LogRecord) -> dict[str, object]:
    failure = getattr(record, "salus_failure", None) or (record.exc_info[1] if record.exc_info else None)
    if failure is None:
        return {}
    return {"exception": [_name(each) for each in _chain(failure)], "stack": _stack(failure)}


def _chain(failure: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    present: BaseException | None = failure
    while present is not None and id(present) not in seen:
        seen.add(id(present))
        yield present
        present = present.__cause__ or present.__context__


def _name(failure: BaseException) -> str:
    return f"{type(failure).__module__}.{type(failure).__qualname__}"


def _stack(failure: BaseException) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in walk_tb(failure.__traceback__)]
    return [f"{'/'.join(Path(code.co_filename).parts[-3:])}:{line} {code.co_name}" for code, line in frames][-20:]
