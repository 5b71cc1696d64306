"""Is the service alive, is it ready, what does it measure.

/health/live answers as long as the process does. /health/ready names the checks that fail and gives no details, since
anyone may ask it. /metrics needs the API key.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from agent.errors import Problem
from agent.service.auth import Guard, closed_router, public_router
from agent.service.logging import get_logger
from agent.service.metrics import Metrics
from agent.service.problems import problem_response

Check = Callable[[], Awaitable[bool]]
"""Answers whether what the service needs is there; may raise, which counts as no."""

HEALTH_PATHS = ("/health/live", "/health/ready")
CHECK_TIMEOUT_S = 3.0
log = get_logger(__name__)


class NotReady(Problem):
    """Something that the service needs is not there."""

    code = "not-ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Wait some seconds; if it stays so, look at what the named checks stand for."


class Health(BaseModel):
    status: Literal["live", "ready"]


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    router = public_router(tags=["health"])

    @router.get("/health/live")
    async def live() -> Health:
        return Health(status="live")

    @router.get("/health/ready", response_model=Health)
    async def ready() -> Health | Response:
        failing = await failing_checks(checks)
        if failing:
            return problem_response(NotReady("The service is not ready."), failing=failing)
        return Health(status="ready")

    return router


def metrics_router(guard: Guard, metrics: Metrics) -> APIRouter:
    router = closed_router(guard, tags=["health"])

    @router.get("/metrics", include_in_schema=False)
    async def measures() -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    return router


async def failing_checks(checks: Mapping[str, Check]) -> Sequence[str]:
    """Names of the checks that say no, fail or take too long, in the order given."""
    passed = await asyncio.gather(*(_passes(name, check) for name, check in checks.items()))
    return [name for name, ok in zip(checks, passed, strict=True) if not ok]


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await check()
    except Exception as error:  # noqa: BLE001 - whatever a check raises, the answer is "not ready"
        log.failure("health.check_failed", error, check=name)
        return False
