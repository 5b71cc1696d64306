"""What all tests share: how they are spread over workers, and that under CI nothing is skipped."""

import os
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays on one worker, for its fixtures; all that use the one running stack stay together."""
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        item.add_marker(pytest.mark.xdist_group("world" if "world" in fixtures else str(item.path)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any]:
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("SALUS_TEST_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where everything is required: {report.longrepr}"
