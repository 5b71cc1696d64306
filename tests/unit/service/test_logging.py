"""A log line holds what was declared, and no value by accident."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from agent.service.logging import configure_logging, get_logger, request_id

MARK = "marked-value"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    root.handlers, root.level = before[0], before[1]


def test_a_line_is_json_with_the_event_and_its_declared_fields(stream: io.StringIO) -> None:
    get_logger("issuer").info("offer.created", record_id="o1", state="waiting", duration_ms=1.5)
    line = json.loads(stream.getvalue())
    assert {
        "level": "info",
        "logger": "issuer",
        "event": "offer.created",
        "record_id": "o1",
        "state": "waiting",
    }.items() <= line.items()
    assert line["ts"].endswith("+00:00")


def test_a_field_that_nobody_declared_is_dropped_and_its_name_reported(stream: io.StringIO) -> None:
    get_logger("issuer").info("offer.created", birthdate=MARK)
    assert json.loads(stream.getvalue())["undeclared"] == ["birthdate"]
    assert MARK not in stream.getvalue()


def test_an_exception_is_written_as_types_and_stack_without_messages(stream: io.StringIO) -> None:
    try:
        try:
            raise KeyError(MARK)
        except KeyError as error:
            raise ValueError(MARK) from error
    except ValueError as error:
        get_logger("issuer").failure("offer.failed", error)
    line = json.loads(stream.getvalue())
    assert line["exception"] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logging.py" in line["stack"][0]
    assert MARK not in stream.getvalue()


def test_a_foreign_line_is_written_as_its_template_without_arguments(stream: io.StringIO) -> None:
    logging.getLogger("somebody").warning("cannot reach %s", MARK)
    assert json.loads(stream.getvalue())["event"] == "cannot reach %s"


def test_the_representation_of_a_failed_task_does_not_reach_the_log(stream: io.StringIO) -> None:
    error = ValueError(MARK)
    message = f"Task exception was never retrieved\nfuture: <Task exception={error!r}>"
    logging.getLogger("asyncio").error(message, exc_info=error)
    assert json.loads(stream.getvalue())["event"] == "Task exception was never retrieved"
    assert MARK not in stream.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore", "uvicorn.access", "sqlalchemy.engine"])
def test_lines_that_hold_urls_or_statements_are_not_written(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("GET %s", MARK)
    assert stream.getvalue() == ""


def test_lines_of_a_request_carry_its_id(stream: io.StringIO) -> None:
    token = request_id.set("r1")
    get_logger("issuer").info("offer.created")
    request_id.reset(token)
    assert json.loads(stream.getvalue())["request_id"] == "r1"
