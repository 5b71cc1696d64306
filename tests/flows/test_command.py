"""`salus demo` as its users run it: from nothing, after a kill -9, and from a backup."""

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

import httpx
import pytest

from agent.process import is_free
from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.parties import PartyRefused, Phone
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


async def test_a_kill_leaves_nothing_and_a_demo_from_a_backup_finds_everything(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path / "data")
    async with staying_demo(directory.path) as demo:
        children = descendants(demo.pid)
        assert len(children) >= 10
        assert sum(resident_bytes(pid) for pid in [demo.pid, *children]) < MEMORY_LIMIT_BYTES

        code, out, err = await salus("demo", "--once", "--json", "--data-dir", str(directory.path))
        assert code == 1
        assert json.loads(out)["code"] == "data-directory-in-use"
        assert "another" in err.lower()

        code, out, _ = await salus("ledger", "status", "--json", "--data-dir", str(directory.path))
        status = json.loads(out)
        assert (code, status["validators_up"], status["roots_agree"]) == (0, 4, True)

        async with demo_phone(directory) as phone:
            await phone.sign_in()
            [held] = await phone.credentials()
        passkey = (directory.secrets / "demo-passkey.json").read_text()
        os.kill(demo.pid, signal.SIGKILL)
        await demo.wait()
        await eventually(lambda: nothing_left(children, directory), timeout_s=15)

    restored = DataDirectory(await from_a_backup(directory.path, tmp_path))
    again = asyncio.create_task(salus("demo", "--once", "--json", "--data-dir", str(restored.path)))
    async with demo_phone(restored) as phone:
        found = await eventually(lambda: two_cards(phone, again), timeout_s=120)
    assert held["credential_id"] in {each["credential_id"] for each in found}
    code, out, err = await again
    assert code == 0, err
    assert out.count("\n") == 1, "one JSON object and nothing else"
    assert_whole(json.loads(out), status["domain_size"])
    assert (restored.secrets / "demo-passkey.json").read_text() == passkey


def assert_whole(report: dict[str, Any], domain_size_before: int) -> None:
    assert set(report) == {"ok", "steps", "ledger", "revealed", "verdicts", "reason"}
    assert report["ok"] is True
    assert report["ledger"]["validators_up"] == 4
    assert report["ledger"]["roots_agree"] is True
    assert report["ledger"]["domain_size"] > domain_size_before > 8
    assert report["revealed"] == {"target_disease_code": "14189004"}
    assert report["verdicts"] == ["VALID", "INVALID"]
    assert report["reason"] == "revoked"
    assert all(step["ok"] and step["seconds"] >= 0 for step in report["steps"])


async def two_cards(phone: Phone, demo: asyncio.Task[tuple[int, str, str]]) -> list[dict[str, Any]] | None:
    """What the wallet holds in the middle of the demo's journey, once the new card is there."""
    assert not demo.done(), "the demo ended before its card was seen"
    with contextlib.suppress(httpx.TransportError, PartyRefused):  # while it starts
        if not phone.wallet_id:
            await phone.sign_in()
        held = await phone.credentials()
        return held if len(held) == 2 else None
    return None


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


@contextlib.asynccontextmanager
async def demo_phone(directory: DataDirectory) -> AsyncIterator[Phone]:
    phone = Phone(MachineLayout(directory, "unused").url(AgentRole.WALLET))
    phone.passkey = SoftPasskey.load((directory.secrets / "demo-passkey.json").read_text())
    yield phone
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
