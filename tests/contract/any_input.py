"""Every operation of a service, called with what its interface description allows, and with what it does not.

Decides what may come of it: a status, a media type and a body that the description has, and for a stranger a closed
door. The one 5xx is that of the agent or the ledger, neither of which is there.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.sizes import IS_FULL, sized

CASES = sized(50, 2000)
"""For each service: a few in the suite, always the same; in full size, others each time."""
AWAY = frozenset({"agent-unavailable", "ledger-unavailable", "not-ready"})
CLOSED = frozenset({400, 401, 413, 415, 422})
"""A body is read before a guard is asked."""
NOWHERE = CLOSED | {404}
CONFORMANCE = [status_code_conformance, content_type_conformance, response_schema_conformance]
STREAM_S, PATIENCE_S = 0.3, 30.0
"""A stream of events does not end by itself."""
ODD = st.sampled_from(["", "\x00", "x" * 3000, "٣", "2024-02-30", 2**63, 1e308, -1, True, None, [], {}])
"""No half of a surrogate pair: the library cannot check a body with one. test_keepable.py tries it."""

Try = Callable[[Case, st.DataObject], None]


@dataclass(frozen=True)
class Caller:
    headers: Mapping[str, str]
    known: Mapping[str, Sequence[str]]
    """Ids of what is there and theirs, by the name of the path's parameter."""
    bodies: Mapping[str, Any] = field(default_factory=dict)
    """Good ones, by operation ("POST /v1/offers"): they are sent as they are, and with something odd in one place."""


@dataclass(frozen=True)
class Answered:
    """How often came which status."""

    callers: Counter[int] = field(default_factory=Counter)
    strangers: Counter[int] = field(default_factory=Counter)

    @property
    def successes(self) -> int:
        return sum(count for status, count in self.callers.items() if status < 300)


def call_everything(app: FastAPI, caller: Callable[[], Caller]) -> Answered:
    """By a caller, and where credentials are wanted by a stranger before.

    After an operation that may have changed something there is a new caller: some sign out, or delete what is there.
    """
    answered = Answered()
    described = schemathesis.openapi.from_dict(app.openapi())
    try:
        with asgi.get_client(app) as client, asgi.get_client(app) as stranger, _no_failure_logged():
            operations, who = [each.ok() for each in described.get_all_operations()], caller()
            for operation in operations:
                before = answered.successes
                _try(operation, -(-CASES // len(operations)), _call(client, stranger, who, answered))
                if operation.method.upper() != "GET" and answered.successes > before:
                    who = caller()
    finally:
        asgi.shutdown_lifespans()
    return answered


def _try(operation: Any, count: int, call: Try) -> None:
    kinds = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    shrinking = [Phase.shrink] if IS_FULL else []
    so_often = settings(
        max_examples=count, deadline=None, database=None,
        phases=[Phase.generate, *shrinking], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    trying = given(st.one_of(kinds), st.data())(so_often(call))
    (trying if IS_FULL else seed(0)(trying))()


def _call(client: Any, stranger: Any, caller: Caller, answered: Answered) -> Try:
    def call(case: Case, data: st.DataObject) -> None:
        for name in sorted(set(case.path_parameters or {}) & set(caller.known)):
            if data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(caller.known[name]))
        if case.operation.label in caller.bodies and data.draw(st.booleans()):
            case.body = _with_something_odd(caller.bodies[case.operation.label], data)
        if case.operation.definition.raw.get("security"):
            _knock(stranger, case, answered)
        answer = case.call(session=client, headers=dict(caller.headers), timeout=_patience_s(case))
        answered.callers[answer.status_code] += 1
        if answer.status_code >= 500:
            assert answer.json()["code"] in AWAY, answer.text
        case.validate_response(answer, checks=CONFORMANCE)

    return call


def _knock(stranger: Any, case: Case, answered: Answered) -> None:
    answer: Response = case.call(session=stranger, timeout=PATIENCE_S)
    answered.strangers[answer.status_code] += 1
    assert answer.status_code in (NOWHERE if _has_line_break(case) else CLOSED), answer.text
    case.validate_response(answer, checks=CONFORMANCE)


def _has_line_break(case: Case) -> bool:
    """No route matches an address with a line break, not even one that takes a whole path."""
    return any("\n" in unquote(str(value)) for value in (case.path_parameters or {}).values())


def _patience_s(case: Case) -> float:
    return STREAM_S if case.operation.path.endswith("/events") else PATIENCE_S


def _with_something_odd(body: Any, data: st.DataObject) -> Any:
    changed = deepcopy(body)
    places = list(_places(changed))
    if places and data.draw(st.booleans()):
        holder, key = places[data.draw(st.integers(0, len(places) - 1))]
        holder[key] = data.draw(ODD)
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


@contextmanager
def _no_failure_logged() -> Iterator[None]:
    """Also of what fails after its answer has begun."""
    seen: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(record.getMessage())
    logger = logging.getLogger("agent.service.middleware")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    assert "request.failed" not in seen
