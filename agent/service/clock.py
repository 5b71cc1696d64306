"""The clock, injected wherever time decides something, so that a test can move it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment, timezone-aware, in UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
