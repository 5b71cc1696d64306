"""Databases, an environment that names no settings, and passwords hashed quickly.

A test has a new database (`database_url`), or shares one with the tests of its file (`shared_url`) where each makes the
patients, keys or templates that it speaks of and counts nothing else: to build a service takes longer than most tests.

The ground and the stores are tried on both kinds of database. What goes through them (routes, pages, services) has one,
always the same: PostgreSQL where several act at once, since SQLite has but one writer, and for every fourth of the
others, since a database there costs as much as the test. SALUS_TEST_DATABASES=both gives every test both.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from agent.access.services import passwords
from tests.contract.migrated import Migrated, Migrations
from tests.postgres import Cluster, running_cluster

KINDS = ["sqlite", "postgresql"]
AT_ONCE = ("_at_once", "_of_two_", "_two_processes_")
ABOUT_DATABASES = ("test_store", "test_kept_lists", "test_kept_answers", "test_idempotency", "test_webhooks")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Migrated:
    return Migrated(Path(tmp_path_factory.mktemp("migrated")))


@pytest.fixture(scope="session")
def migrations() -> Migrations | None:
    """What a test's database has been through already; None: it is empty."""
    return None


@pytest.fixture
def sqlite_url(tmp_path: Path, migrations: Migrations | None, migrated: Migrated) -> str:
    return _sqlite_url(tmp_path, migrations, migrated)


@pytest.fixture
def postgres_url(cluster: Cluster, migrations: Migrations | None, migrated: Migrated) -> Iterator[str]:
    with _postgres_url(cluster, migrations, migrated) as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    fixture = "sqlite_url" if database_kind == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture(scope="module")
def shared_path(tmp_path_factory: pytest.TempPathFactory, database_kind: str) -> Path:
    """What is beside the shared database."""
    return tmp_path_factory.mktemp(f"shared-{database_kind}")


@pytest.fixture(scope="module")
def shared_url(
    request: pytest.FixtureRequest, database_kind: str, shared_path: Path, migrations: Migrations, migrated: Migrated
) -> Iterator[str]:
    if database_kind == "sqlite":
        yield _sqlite_url(shared_path, migrations, migrated)
    else:
        with _postgres_url(request.getfixturevalue("cluster"), migrations, migrated) as url:
            yield url


def _sqlite_url(directory: Path, migrations: Migrations | None, migrated: Migrated) -> str:
    path = directory / "test.sqlite"
    if migrations is not None:
        migrated.copy_to(path, migrations)
    return f"sqlite:///{path}"


def _postgres_url(cluster: Cluster, migrations: Migrations | None, migrated: Migrated) -> AbstractContextManager[str]:
    return cluster.database("template1" if migrations is None else migrated.database(cluster, migrations))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = any(mark.args[0] == "database_kind" for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_kind" in metafunc.fixturenames and not chosen:
        metafunc.parametrize("database_kind", _kinds(metafunc.definition), scope="module")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a database follow one another: pytest does not tell the lists of a single kind apart."""
    items[:] = [each for _, of_file in groupby(items, attrgetter("path")) for each in sorted(of_file, key=_kind)]


def _kind(item: pytest.Item) -> str:
    return str(item.callspec.params.get("database_kind", "")) if hasattr(item, "callspec") else ""


def _kinds(test: pytest.Function) -> list[str]:
    about_databases = test.path.parent.name == "service" or test.path.stem in ABOUT_DATABASES
    if about_databases or os.environ.get("SALUS_TEST_DATABASES") == "both":
        return KINDS
    is_fourth = zlib.crc32(f"{test.path.stem}.{test.originalname}".encode()) % 4 == 0
    return ["postgresql" if is_fourth or any(words in test.originalname for words in AT_ONCE) else "sqlite"]


@pytest.fixture(scope="module", autouse=True)
def clean_environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for service in ("ISSUER", "VERIFIER", "WALLET", "EXAMPLE"):
            for name in [each for each in os.environ if each.startswith(f"SALUS_{service}_")]:
                patch.delenv(name)
        yield


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The real algorithm with its smallest costs: the tests of the consoles sign in some hundred times."""
    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", quick)
        yield
