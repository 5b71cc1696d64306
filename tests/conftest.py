"""What all tests share: how they are spread over workers, and that under CI nothing is skipped."""

import gc
import os
from collections.abc import Generator
from typing import Any

import pytest

from agent import collector
from agent.acapy.event_loop import keep_the_event_loop
from agent.process import PORT_RANGE, PORTS_VARIABLE

NEW_OBJECTS = 200_000
"""Each test makes a service or more and lets it go: to look for such garbage seldom saves a fifteenth of their time."""


def pytest_configure(config: pytest.Config) -> None:
    """Each worker draws its ports from a range of its own: two stacks that start at once never want the same."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        size = len(PORT_RANGE) // worker["workercount"]
        number = int(worker["workerid"].removeprefix("gw")) % worker["workercount"]  # higher after a worker's crash
        first = PORT_RANGE.start + size * number
        os.environ[PORTS_VARIABLE] = f"{first}-{first + size - 1}"


def pytest_collection() -> None:
    collector.hold_off()
    keep_the_event_loop()


def pytest_collection_finish() -> None:
    collector.settle()
    gc.set_threshold(NEW_OBJECTS, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Nothing is left to be found: pytest would look through all of it five times more."""
    gc.freeze()


WITH_BROWSERS = ("test_batches", "test_forgery", "test_revoking", "test_two_issuers", "test_verifying")
"""With the browsers' tests they take about as long as all others that need a stack."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays on one worker, for its fixtures. What needs a running stack shares two, one a worker.

    They begin, since they take longest; all the rest goes to the workers that are free.
    """
    items.sort(key=_needs_a_stack, reverse=True)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _needs_a_stack(item: pytest.Item) -> bool:
    return "flows" in item.path.parts and "world" in getattr(item, "fixturenames", [])


def _group(item: pytest.Item) -> str:
    if not _needs_a_stack(item):
        return str(item.path)
    return "another stack" if "browser" in item.path.parts or item.path.stem in WITH_BROWSERS else "a stack"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any]:
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("SALUS_TEST_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where everything is required: {report.longrepr}"
