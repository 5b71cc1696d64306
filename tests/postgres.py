"""The throw-away PostgreSQL server for tests that must hold on both databases."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.postgres import Cluster, PostgresMissing
from benchmarks.postgres import running_cluster as _running_cluster

__all__ = ["Cluster", "required_or_skip", "running_cluster"]


def required_or_skip(what: str) -> None:
    """Fail where everything is required (SALUS_TEST_REQUIRE_ALL=1), skip elsewhere."""
    if os.environ.get("SALUS_TEST_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is required and not there")
    pytest.skip(f"{what} is not there")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """One without durability; skips where there is no PostgreSQL."""
    try:
        with _running_cluster() as cluster:
            yield cluster
    except PostgresMissing:
        required_or_skip("PostgreSQL (initdb)")
