"""`salus demo` as its users run it: from nothing, again on the same directory, and after a kill -9."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.process import is_free
from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.parties import Phone
from salus.soft_passkey import SoftPasskey
from tests.flows.waiting import eventually

pytestmark = pytest.mark.asyncio

MEMORY_LIMIT_BYTES = 1.5 * 1024**3


async def salus(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "salus", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 240)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def staying_demo(directory: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in a shell's background; the demo would inherit that
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "salus", "demo", "--data-dir", str(directory), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            while b"stays up" not in (line := await process.stdout.readline()):
                assert line, "the demo ended before it was up"
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), 60)


@pytest_asyncio.fixture(scope="module")
async def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    directory = tmp_path_factory.mktemp("demo") / "data"
    code, out, err = await salus("demo", "--once", "--json", "--data-dir", str(directory))
    assert code == 0, err
    return directory, json.loads(out), out


async def test_the_demo_prints_one_json_object_and_nothing_else(first: tuple[Path, dict[str, Any], str]) -> None:
    _, report, out = first
    assert out.count("\n") == 1
    assert set(report) == {"ok", "steps", "ledger", "revealed", "verdicts", "reason"}
    assert report["ok"] is True
    assert report["ledger"]["validators_up"] == 4
    assert report["ledger"]["roots_agree"] is True
    assert report["ledger"]["domain_size"] > 8
    assert report["revealed"] == {"target_disease_code": "14189004"}
    assert report["verdicts"] == ["VALID", "INVALID"]
    assert report["reason"] == "revoked"
    assert all(step["ok"] and step["seconds"] >= 0 for step in report["steps"])


async def test_a_second_start_is_refused_a_kill_leaves_nothing_and_a_restart_from_a_backup_finds_everything(
    first: tuple[Path, dict[str, Any], str], tmp_path: Path
) -> None:
    path, report, _ = first
    directory = DataDirectory(path)
    passkey = (directory.secrets / "demo-passkey.json").read_text()
    async with staying_demo(path) as demo:
        children = descendants(demo.pid)
        assert len(children) >= 10
        assert sum(resident_bytes(pid) for pid in [demo.pid, *children]) < MEMORY_LIMIT_BYTES

        code, out, err = await salus("demo", "--once", "--json", "--data-dir", str(path))
        assert code == 1
        assert json.loads(out)["code"] == "data-directory-in-use"
        assert "another" in err.lower()

        code, out, _ = await salus("ledger", "status", "--json", "--data-dir", str(path))
        status = json.loads(out)
        assert (code, status["validators_up"], status["roots_agree"]) == (0, 4, True)

        held = await credentials(directory)
        assert len(held) == 2
        os.kill(demo.pid, signal.SIGKILL)
        await demo.wait()
        await eventually(lambda: nothing_left(children, directory), timeout_s=15)

    path = await from_a_backup(path, tmp_path)
    directory = DataDirectory(path)
    async with staying_demo(path):
        assert (directory.secrets / "demo-passkey.json").read_text() == passkey
        after = await credentials(directory)
        assert len(after) == 3
        assert {each["credential_id"] for each in held} < {each["credential_id"] for each in after}
        _, out, _ = await salus("ledger", "status", "--json", "--data-dir", str(path))
        assert json.loads(out)["domain_size"] > status["domain_size"] >= report["ledger"]["domain_size"]


async def from_a_backup(path: Path, aside: Path) -> Path:
    """The machine's data and keys, put back somewhere else."""
    places = ("--to", str(aside / "data"), "--keys-to", str(aside / "keys"), "--data-dir", str(path))
    code, out, err = await salus("backup", *places)
    assert code == 0, err
    data, keys = out.split()
    new = aside / "restored"
    code, out, err = await salus("restore", data, "--keys", keys, "--data-dir", str(new))
    assert (code, "0 wallets, 0 accounts" in out) == (0, True), err
    return new


async def test_a_directory_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("important")
    code, _, err = await salus("demo", "--once", "--data-dir", str(tmp_path))
    assert code == 1
    assert "no Salus directory" in " ".join(err.split())


async def test_the_doctor_finds_this_machine_fit(tmp_path: Path) -> None:
    code, out, _ = await salus("doctor", "--data-dir", str(tmp_path / "new"))
    assert code == 0, out


async def credentials(directory: DataDirectory) -> list[dict[str, Any]]:
    phone = Phone(MachineLayout(directory, "unused").url(AgentRole.WALLET))
    phone.passkey = SoftPasskey.load((directory.secrets / "demo-passkey.json").read_text())
    try:
        await phone.sign_in()
        return await phone.credentials()
    finally:
        await phone.aclose()


async def nothing_left(pids: list[int], directory: DataDirectory) -> bool | None:
    ports = json.loads((directory.path / "ports.json").read_text()).values()
    return True if not any(map(is_alive, pids)) and all(map(is_free, ports)) else None


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def descendants(pid: int) -> list[int]:
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split("\n")
    parents = {int(child): int(parent) for child, parent in (row.split() for row in rows if row.strip())}
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def resident_bytes(pid: int) -> int:
    size = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return int(size.strip() or 0) * 1024
