"""Child processes of Salus: started, watched, restarted, stopped; and the ports they listen on.

It decides when a child counts as ready, dead or hung. What a child does is the caller's business, except that it
should call `lifeline.hold()`, so that none outlives its parent.
"""

import asyncio
import contextlib
import json
import logging
import os
import random
import socket
import time
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from agent import lifeline
from agent.errors import InvalidInput, Problem

HOST = "127.0.0.1"
PORT_RANGE = range(20000, 32000)
"""Below the ephemeral ports of Linux and macOS, so that no outgoing connection happens to hold one."""
PORTS_VARIABLE = "SALUS_PORTS"
"""Names another range, as "20000-25999": what starts several stacks at once gives each its own."""
READY_POLL_S = 0.05

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[bool]]


class ProcessNotReady(Problem):
    """A child ended, or said nothing, before it was ready."""

    code = "process-not-ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class PortTaken(Problem):
    """Another program listens on a port that was drawn for one of ours."""

    code = "port-taken"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class ProcessState(StrEnum):
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"


@dataclass(frozen=True)
class Command:
    """How to start a child. `env` is added to our own environment; what it prints is appended to `log_path`."""

    name: str
    argv: tuple[str, ...]
    log_path: Path
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: Path | None = None


@dataclass(frozen=True)
class Patience:
    """The limits of a supervision."""

    ready_timeout_s: float = 30.0
    stop_grace_s: float = 5.0
    health_interval_s: float = 2.0
    health_timeout_s: float = 2.0
    health_failures: int = 3
    first_backoff_s: float = 0.2
    longest_backoff_s: float = 30.0
    steady_after_s: float = 30.0
    """A child that ran this long starts again with the first backoff."""


class Supervised:
    """One child process that is kept running from `start()` to `stop()`."""

    def __init__(
        self, command: Command, ready: Check, *, healthy: Check | None = None, patience: Patience = Patience()
    ) -> None:
        self.command = command
        self.state = ProcessState.STOPPED
        self.restarts = 0
        self._ready = ready
        self._healthy = healthy
        self._patience = patience
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """None while no child runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start the child and wait until it is ready.

        Raises ProcessNotReady, and leaves no child, if it ends or is not ready in time.
        """
        if self._watch is not None:
            return
        self.state = ProcessState.STARTING
        try:
            process = await self._bring_up()
        except BaseException:
            await self._bring_down()
            self.state = ProcessState.STOPPED
            raise
        self.state = ProcessState.RUNNING
        self._watch = asyncio.create_task(self._keep_running(process), name=f"supervise {self.command.name}")

    async def stop(self) -> None:
        """End the child with SIGTERM, and after the grace with SIGKILL. Does nothing if it is stopped."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._bring_down()
        self.state = ProcessState.STOPPED

    async def _keep_running(self, process: Process) -> None:
        backoff_s = self._patience.first_backoff_s
        while True:
            started = time.monotonic()
            reason = await self._until_lost(process)
            if time.monotonic() - started > self._patience.steady_after_s:
                backoff_s = self._patience.first_backoff_s
            self.state = ProcessState.RESTARTING
            process = await self._restart(reason, backoff_s)
            backoff_s = min(backoff_s * 2, self._patience.longest_backoff_s)
            self.state = ProcessState.RUNNING

    async def _restart(self, reason: str, backoff_s: float) -> Process:
        """Try, ever more slowly, until it runs again."""
        while True:
            log.warning("%s: %s; restarting in %.1f s", self.command.name, reason, backoff_s)
            await self._bring_down(grace_s=0)
            await asyncio.sleep(backoff_s)
            self.restarts += 1
            try:
                return await self._bring_up()
            except (ProcessNotReady, OSError) as problem:
                reason = str(problem)
            backoff_s = min(backoff_s * 2, self._patience.longest_backoff_s)

    async def _until_lost(self, process: Process) -> str:
        """Wait until the child ends or hangs, and say which."""
        failures = 0
        while True:
            with contextlib.suppress(TimeoutError):
                code = await asyncio.wait_for(process.wait(), self._patience.health_interval_s)
                return f"it ended with {code}"
            failures = 0 if await self._is_healthy() else failures + 1
            if failures >= self._patience.health_failures:
                return f"it failed {failures} health checks"

    async def _is_healthy(self) -> bool:
        if self._healthy is None:
            return True
        try:
            return await asyncio.wait_for(self._healthy(), self._patience.health_timeout_s)
        except (TimeoutError, OSError):
            return False

    async def _bring_up(self) -> Process:
        self._process = process = await self._spawn()
        limit_s = self._patience.ready_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                await self._until_ready(process)
        except TimeoutError:
            raise self._not_ready(f"is not ready after {limit_s:g} s") from None
        return process

    async def _until_ready(self, process: Process) -> None:
        while process.returncode is None:
            if await self._ready():
                return
            await asyncio.sleep(READY_POLL_S)
        raise self._not_ready(f"ended with {process.returncode} before it was ready")

    def _not_ready(self, what: str) -> ProcessNotReady:
        return ProcessNotReady(f"{self.command.name} {what}.", next_step=f"Read its output in {self.command.log_path}.")

    async def _spawn(self) -> Process:
        command = self.command
        with _open_log(command.log_path) as output:
            return await asyncio.create_subprocess_exec(
                *command.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                cwd=command.cwd,
                env={**os.environ, **command.env, **lifeline.environment()},
                pass_fds=(lifeline.read_end(),),
                # A Ctrl-C is for us; we stop the children in our own order.
                process_group=0,
            )

    async def _bring_down(self, grace_s: float | None = None) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            try:
                process.terminate()
                await asyncio.wait_for(process.wait(), self._patience.stop_grace_s if grace_s is None else grace_s)
            except TimeoutError:
                process.kill()
        await process.wait()


def _open_log(path: Path) -> BinaryIO:
    """For appending; what a child prints is nobody else's to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # As servers do: a connection in TIME_WAIT does not keep a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def port_range() -> range:
    """The ports to draw from. Raises InvalidInput for a SALUS_PORTS that is no range."""
    wanted = os.environ.get(PORTS_VARIABLE)
    if wanted is None:
        return PORT_RANGE
    first, dash, last = wanted.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal() and 1024 <= int(first) <= int(last) <= 65535):
        raise InvalidInput(f"{PORTS_VARIABLE} is no range of ports.", next_step="Write it as 20000-25999.")
    return range(int(first), int(last) + 1)


_drawn: set[int] = set()
"""By this process: a port that is drawn and not listened on yet looks free."""


def draw_port(taken: frozenset[int] = frozenset()) -> int:
    """A free port of 127.0.0.1 at random, none of those taken, and another one at each call."""
    ports = port_range()
    for port in random.sample(ports, k=len(ports)):
        if port not in taken and port not in _drawn and is_free(port):
            _drawn.add(port)
            return port
    raise PortTaken(f"No port from {ports.start} to {ports.stop - 1} is free.")


async def require_free(port: int, needed_by: str, *, patience_s: float = 5.0) -> None:
    """Raise PortTaken if a port stays taken; patient, because a child of a killed parent takes seconds to end."""
    deadline = time.monotonic() + patience_s
    while not is_free(port):
        if time.monotonic() > deadline:
            raise PortTaken(
                f"Port {port} on {HOST} is taken by another program, and {needed_by} needs it.",
                next_step=f"End the program that listens on {port} (maybe another Salus of the same directory).",
            )
        await asyncio.sleep(READY_POLL_S)


class PortBook:
    """Ports drawn once for each name and kept in a JSON file, so that addresses survive a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def port(self, name: str) -> int:
        """The port of this name, drawn and kept when it is first asked for."""
        book = self._read()
        if name not in book:
            book[name] = draw_port(taken=frozenset(book.values()))
            self._write(book)
        return book[name]

    async def claim(self, name: str, *, patience_s: float = 5.0) -> int:
        """The port of this name, free at this moment; raises PortTaken naming both."""
        port = self.port(name)
        await require_free(port, name, patience_s=patience_s)
        return port

    def _read(self) -> dict[str, int]:
        try:
            return {str(name): int(port) for name, port in json.loads(self._path.read_text()).items()}
        except FileNotFoundError:
            return {}

    def _write(self, book: Mapping[str, int]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(book, indent=2, sort_keys=True) + "\n")
        new.replace(self._path)
