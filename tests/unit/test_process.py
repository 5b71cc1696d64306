"""Supervision of real children, small ones."""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import InvalidInput
from agent.process import (
    HOST,
    PORT_RANGE,
    Command,
    Patience,
    PortBook,
    PortTaken,
    ProcessNotReady,
    ProcessState,
    Supervised,
    draw_port,
    is_free,
    port_range,
)

SLEEP = "import time; print('hello', flush=True); time.sleep(60)"
TOUCH_AND_SLEEP = "import pathlib, time, sys; pathlib.Path('ready').touch(); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {TOUCH_AND_SLEEP}"
QUICK = Patience(
    ready_timeout_s=5, stop_grace_s=0.3, health_interval_s=0.05, health_timeout_s=0.1, first_backoff_s=0.01
)


def command(tmp_path: Path, code: str) -> Command:
    return Command("child", (sys.executable, "-c", code), log_path=tmp_path / "log" / "child.out", cwd=tmp_path)


def touched(tmp_path: Path) -> Callable[[], "asyncio.Future[bool]"]:
    async def check() -> bool:
        return (tmp_path / "ready").exists()

    return lambda: asyncio.ensure_future(check())


async def at_once() -> bool:
    return True


async def never() -> bool:
    return False


async def until(condition: Callable[[], bool], timeout_s: float = 5) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def started(supervised: Supervised) -> AsyncIterator[Supervised]:
    await supervised.start()
    try:
        yield supervised
    finally:
        await supervised.stop()


@pytest.mark.asyncio
async def test_a_child_is_running_once_it_is_ready_and_gone_once_it_is_stopped(tmp_path: Path) -> None:
    supervised = Supervised(command(tmp_path, TOUCH_AND_SLEEP), touched(tmp_path), patience=QUICK)
    assert (supervised.state, supervised.pid) == (ProcessState.STOPPED, None)
    await supervised.start()
    assert (tmp_path / "ready").exists()
    pid = supervised.pid
    assert supervised.state is ProcessState.RUNNING
    assert pid is not None
    await supervised.stop()
    assert (supervised.state, supervised.pid) == (ProcessState.STOPPED, None)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    await supervised.stop()


@pytest.mark.asyncio
async def test_starting_twice_starts_one_child(tmp_path: Path) -> None:
    async with started(Supervised(command(tmp_path, SLEEP), at_once, patience=QUICK)) as supervised:
        pid = supervised.pid
        await supervised.start()
        assert supervised.pid == pid


@pytest.mark.asyncio
async def test_a_child_that_ends_before_it_is_ready_is_reported_with_its_log(tmp_path: Path) -> None:
    supervised = Supervised(command(tmp_path, "print('no such key'); raise SystemExit(3)"), never, patience=QUICK)
    with pytest.raises(ProcessNotReady, match="child ended with 3 before it was ready") as raised:
        await supervised.start()
    assert str(tmp_path / "log" / "child.out") in raised.value.next_step
    assert "no such key" in (tmp_path / "log" / "child.out").read_text()
    assert supervised.state is ProcessState.STOPPED


@pytest.mark.asyncio
async def test_a_child_that_never_becomes_ready_is_reported_and_ended(tmp_path: Path) -> None:
    patience = replace(QUICK, ready_timeout_s=0.2)
    supervised = Supervised(command(tmp_path, SLEEP), never, patience=patience)
    with pytest.raises(ProcessNotReady, match=r"not ready after 0\.2 s") as raised:
        await supervised.start()
    assert raised.value.code == "process-not-ready"
    assert supervised.pid is None


@pytest.mark.asyncio
async def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    async with started(Supervised(command(tmp_path, SLEEP), at_once, patience=QUICK)) as supervised:
        first = supervised.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervised.restarts == 1 and supervised.state is ProcessState.RUNNING)
        assert supervised.pid not in (None, first)


@pytest.mark.asyncio
async def test_a_child_that_hangs_is_started_again(tmp_path: Path) -> None:
    async def healthy() -> bool:
        if supervised.restarts:
            return True
        await asyncio.sleep(60)  # what asking a hung child is like
        return False

    supervised = Supervised(command(tmp_path, SLEEP), at_once, healthy=healthy, patience=QUICK)
    async with started(supervised):
        assert supervised.pid is not None
        os.kill(supervised.pid, signal.SIGSTOP)
        await until(lambda: supervised.restarts == 1 and supervised.state is ProcessState.RUNNING)


@pytest.mark.asyncio
async def test_a_single_failed_health_check_restarts_nothing(tmp_path: Path) -> None:
    answers = [False, True] * 5

    async def healthy() -> bool:
        return answers.pop() if answers else True

    async with started(Supervised(command(tmp_path, SLEEP), at_once, healthy=healthy, patience=QUICK)) as supervised:
        await until(lambda: not answers)
        assert supervised.restarts == 0


@pytest.mark.asyncio
async def test_a_child_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path) -> None:
    patience = replace(QUICK, first_backoff_s=0.1)
    (tmp_path / "ready").touch()
    code = "import time; open('starts', 'a').write(f'{time.time()}\\n')"
    starts = tmp_path / "starts"
    async with started(Supervised(command(tmp_path, code), touched(tmp_path), patience=patience)):
        await until(lambda: starts.exists() and len(starts.read_text().splitlines()) >= 4)
    times = [float(line) for line in starts.read_text().splitlines()]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert gaps[0] >= 0.1
    assert gaps[1] >= 0.2
    assert gaps[2] >= 0.4


@pytest.mark.asyncio
async def test_a_child_that_ignores_the_signal_is_killed_after_the_grace(tmp_path: Path) -> None:
    supervised = Supervised(command(tmp_path, STUBBORN), touched(tmp_path), patience=QUICK)
    await supervised.start()
    began = time.monotonic()
    await supervised.stop()
    assert QUICK.stop_grace_s <= time.monotonic() - began < 3
    assert supervised.pid is None


@pytest.mark.asyncio
async def test_a_stop_while_it_restarts_leaves_no_child(tmp_path: Path) -> None:
    patience = replace(QUICK, first_backoff_s=30)
    supervised = Supervised(command(tmp_path, SLEEP), at_once, patience=patience)
    await supervised.start()
    assert supervised.pid is not None
    os.kill(supervised.pid, signal.SIGKILL)
    await until(lambda: supervised.state is ProcessState.RESTARTING)
    await supervised.stop()
    assert supervised.pid is None


@pytest.mark.asyncio
async def test_a_cancelled_start_leaves_no_child(tmp_path: Path) -> None:
    supervised = Supervised(command(tmp_path, SLEEP), never, patience=QUICK)
    start = asyncio.create_task(supervised.start())
    await until(lambda: supervised.pid is not None)
    start.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await start
    assert (supervised.state, supervised.pid) == (ProcessState.STOPPED, None)


@pytest.mark.asyncio
async def test_what_children_print_is_kept_over_restarts_for_their_owner_only(tmp_path: Path) -> None:
    output = tmp_path / "log" / "child.out"
    async with started(Supervised(command(tmp_path, SLEEP), at_once, patience=QUICK)) as supervised:
        await until(lambda: output.read_text().count("hello") == 1)
        assert supervised.pid is not None
        os.kill(supervised.pid, signal.SIGKILL)
        await until(lambda: output.read_text().count("hello") == 2)
    assert output.stat().st_mode & 0o777 == 0o600


def test_a_command_does_not_show_its_environment() -> None:
    shown = repr(Command("child", ("x",), log_path=Path("x"), env={"KEY": "secret"}))
    assert "secret" not in shown


def test_a_drawn_port_is_free_and_in_the_range() -> None:
    port = draw_port()
    assert port in port_range()
    assert is_free(port)


def test_ports_are_drawn_below_the_ephemeral_ones_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALUS_PORTS", raising=False)
    assert port_range() == PORT_RANGE
    monkeypatch.setenv("SALUS_PORTS", "15000-15002")
    assert port_range() == range(15000, 15003)


@pytest.mark.parametrize("wanted", ["", "20000", "a-b", "20001-20000", "80-90", "20000-70000", "20000-", "-5"])
def test_a_range_of_ports_that_is_none_is_refused(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALUS_PORTS", wanted)
    with pytest.raises(InvalidInput):
        draw_port()


def test_no_port_is_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    port = draw_port()
    monkeypatch.setenv("SALUS_PORTS", f"{port}-{port}")
    with pytest.raises(PortTaken):
        draw_port()


def test_no_port_is_drawn_on_which_someone_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        monkeypatch.setenv("SALUS_PORTS", f"{port}-{port}")
        with pytest.raises(PortTaken):
            draw_port()
    assert is_free(port)


@pytest.mark.asyncio
async def test_a_port_book_keeps_its_ports(tmp_path: Path) -> None:
    book = PortBook(tmp_path / "ports.json")
    issuer, wallet = await book.claim("issuer"), await book.claim("wallet")
    assert issuer != wallet
    again = PortBook(tmp_path / "ports.json")
    assert (again.port("issuer"), again.port("wallet")) == (issuer, wallet)


@pytest.mark.asyncio
async def test_a_kept_port_that_is_taken_is_reported_with_who_needs_it(tmp_path: Path) -> None:
    book = PortBook(tmp_path / "ports.json")
    port = book.port("the issuer's agent")
    with socket.create_server((HOST, port)), pytest.raises(PortTaken) as raised:
        await book.claim("the issuer's agent", patience_s=0.1)
    assert raised.value.code == "port-taken"
    assert f"Port {port}" in raised.value.sentence
    assert "the issuer's agent" in raised.value.sentence


@pytest.mark.asyncio
async def test_a_port_that_is_given_up_soon_is_waited_for(tmp_path: Path) -> None:
    book = PortBook(tmp_path / "ports.json")
    server = socket.create_server((HOST, book.port("wallet")))
    asyncio.get_running_loop().call_later(0.2, server.close)
    assert await book.claim("wallet", patience_s=5) == book.port("wallet")
