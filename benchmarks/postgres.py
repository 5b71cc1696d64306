"""A throw-away PostgreSQL server on a free port of 127.0.0.1, for benchmarks and for tests.

It runs as an unprivileged user when we run as root, as PostgreSQL demands, and dies with our process.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

import psycopg

from agent.errors import Problem

_USERS = ("postgres", "nobody")
_START_TIMEOUT_S = 60.0


class PostgresMissing(Problem):
    """There is no PostgreSQL on this machine."""

    code = "postgresql-missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Install PostgreSQL, with its initdb on the PATH."


class PostgresNotStarted(Problem):
    """The server ended, or did not answer in time."""

    code = "postgresql-not-started"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class Cluster:
    """A server; who needs a database makes one of its own."""

    def __init__(self, launch: Callable[[], subprocess.Popen[bytes]], port: int, log: Path) -> None:
        self.port = port
        self._launch, self._log = launch, log
        self._process: subprocess.Popen[bytes] | None = None
        self._connected: psycopg.Connection | None = None

    def start(self) -> None:
        """It answers afterwards; also after `kill`, with all that was committed. Raises PostgresNotStarted."""
        self._process = self._launch()
        _await_answer(self, self._process, self._log)

    def kill(self) -> None:
        """At once, without a checkpoint: every connection is cut, and what was not committed is lost."""
        if self._connected is not None:
            self._connected.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def url(self, database: str) -> str:
        return f"postgresql://salus@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, like: str = "template1") -> Iterator[str]:
        """The URL of a new database, empty or a copy of another one; it is gone after the block."""
        name = self.create(like)
        yield self.url(name)
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def create(self, like: str = "template1") -> str:
        """The name of a new database, empty or a copy of another one that nobody is connected to."""
        name = f"t{uuid.uuid4().hex}"
        connection = self._connection()
        # Its files are copied in memory: half the work of writing it all to the log, as PostgreSQL 15 began to do.
        strategy = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}" {strategy}'.encode())
        return name

    def execute(self, statement: str) -> None:
        self._connection().execute(statement.encode())

    def _connection(self) -> psycopg.Connection:
        """Kept, since the server starts a process for each."""
        if self._connected is None or self._connected.closed:
            self._connected = psycopg.connect(self.url("postgres"), autocommit=True)
        return self._connected


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server, stop it and remove its files at the end. Raises PostgresMissing, PostgresNotStarted.

    `durable`: on a disk, and a commit waits for it, as in production; else in memory where there is some.
    """
    initdb = shutil.which("initdb")
    if initdb is None:
        raise PostgresMissing("PostgreSQL (initdb) is not there.")
    binaries = Path(initdb).resolve().parent
    user = _unprivileged_user()
    directory = Path(tempfile.mkdtemp(prefix="salus-postgres-", dir=None if durable else _memory()))
    try:
        if user is not None:
            shutil.chown(directory, user)
        _initialise(binaries, directory, user)
        with _running(binaries, directory, user, durable=durable) as cluster:
            yield cluster
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _memory() -> str | None:
    """A directory in memory where there is one: making a database is ten times as fast there."""
    shared = Path("/dev/shm")  # noqa: S108 - a name of its own is drawn in it
    return str(shared) if os.access(shared, os.W_OK) else None


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {line.split(":", 1)[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return next(user for user in _USERS if user in known)


def _initialise(binaries: Path, directory: Path, user: str | None) -> None:
    options = ["--auth=trust", "--username=salus", "--encoding=UTF8", "--no-locale", "--no-sync"]
    command = [str(binaries / "initdb"), f"--pgdata={directory / 'data'}", *options]
    subprocess.run(command, check=True, user=user, cwd=directory, capture_output=True)  # noqa: S603 - the words are ours


@contextmanager
def _running(binaries: Path, directory: Path, user: str | None, *, durable: bool) -> Iterator[Cluster]:
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(directory),
        "fsync": "on" if durable else "off",
        "max_connections": "200",
    }
    command = [str(binaries / "postgres"), "-D", str(directory / "data")]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    cluster = Cluster(partial(_launch, command, directory, user), port, directory / "log")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()


def _launch(command: list[str], directory: Path, user: str | None) -> subprocess.Popen[bytes]:
    with (directory / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - the words are ours
            command,
            user=user,
            cwd=directory,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_us,  # noqa: PLW1509 - one system call, between fork and exec
        )


def _die_with_us() -> None:
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def _await_answer(cluster: Cluster, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise PostgresNotStarted(
                    f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}"
                ) from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
