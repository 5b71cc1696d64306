"""Children that end with their parent; tried with real processes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent import lifeline

REPOSITORY = Path(__file__).parents[2]

CHILD = "import time; from agent import lifeline; lifeline.hold(); print('held', flush=True); time.sleep(60)"
STUBBORN_CHILD = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {CHILD}"
PARENT = """
import os, subprocess, sys, time
from agent import lifeline
for _ in range(2):
    child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE,
                             pass_fds=(lifeline.read_end(),), env={**os.environ, **lifeline.environment()})
    child.stdout.readline()
    print(child.pid, flush=True)
time.sleep(60)
"""


def run(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, env=environment)


def runs(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        # A zombie, whose new parent has not looked at it yet, runs no more.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pids: list[int], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while any(runs(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still there: {[pid for pid in pids if runs(pid)]}"
        time.sleep(0.02)


def parent_with_children(child: str) -> tuple[subprocess.Popen[bytes], list[int]]:
    parent = run("-c", PARENT, child)
    assert parent.stdout is not None
    return parent, [int(parent.stdout.readline()) for _ in range(2)]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_children_end_when_their_parent_is_killed(end: signal.Signals) -> None:
    parent, children = parent_with_children(CHILD)
    assert all(runs(child) for child in children)
    parent.send_signal(end)
    parent.wait()
    # Within less than the grace: so by SIGTERM, and neither child holds the other's lifeline.
    wait_until_gone(children, lifeline.GRACE_S - 1)


def test_a_child_that_ignores_the_signal_is_ended_after_the_grace() -> None:
    parent, children = parent_with_children(STUBBORN_CHILD)
    parent.kill()
    parent.wait()
    wait_until_gone(children, lifeline.GRACE_S + 2)


def test_a_process_started_by_hand_has_no_lifeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(lifeline.FD_VARIABLE, raising=False)
    assert lifeline.hold() is False


def test_a_grandchild_does_not_inherit_the_lifeline() -> None:
    code = "import os; from agent import lifeline; lifeline.hold(); print(lifeline.FD_VARIABLE in os.environ)"
    environment = {**os.environ, **lifeline.environment(), "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        pass_fds=(lifeline.read_end(),),
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout.strip() == b"False"


def test_a_number_that_is_no_pipe_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setenv(lifeline.FD_VARIABLE, str(file.fileno()))
        with pytest.raises(RuntimeError, match="is not a pipe"):
            lifeline.hold()


def test_the_write_end_is_not_inherited() -> None:
    lifeline.read_end()
    assert [os.get_inheritable(fd) for fd in lifeline._pipe] == [False, False]
