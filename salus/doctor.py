"""`salus doctor`: what this machine lacks for running Salus, and how to get it."""

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from agent.errors import Problem
from salus.data_directory import DataDirectory

LEAST_DISK_BYTES = 2 * 1024**3
LEAST_MEMORY_BYTES = 2 * 1024**3
NATIVE_LIBRARIES = ("anoncreds", "aries_askar", "indy_vdr", "cryptography", "zxingcpp")


@dataclass(frozen=True)
class Finding:
    what: str
    ok: bool
    found: str
    remedy: str = ""


def examine(data_dir: Path, ledger_python: Path) -> tuple[Finding, ...]:
    """Every finding; changes nothing on the machine but the lock file of the data directory."""
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _libraries,
        lambda: _ledger(ledger_python),
        lambda: _disk(data_dir),
        _memory,
        lambda: _directory(data_dir),
    )
    return tuple(check() for check in checks)


def findings_table(findings: tuple[Finding, ...]) -> Table:
    table = Table("What", "", "Found", "What to do")
    for finding in findings:
        table.add_row(finding.what, "[green]ok[/]" if finding.ok else "[red]missing[/]", finding.found, finding.remedy)
    return table


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    remedy = "Install it with 'uv python install 3.13' or 'pyenv install 3.13', then 'make clean demo'."
    ok = sys.version_info >= (3, 13)
    return Finding("Python 3.13 or later", ok, found, "" if ok else remedy)


def _libraries() -> Finding:
    missing = [name for name in NATIVE_LIBRARIES if not _loads(name)]
    remedy = "Run 'make clean demo'. They come as wheels; where there is none for this system, a compiler is needed."
    return Finding("Native libraries", not missing, ", ".join(missing) or "all load", remedy if missing else "")


def _loads(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a broken native library raises, it is the finding
        return False
    return True


def _ledger(python: Path) -> Finding:
    what, remedy = "Ledger environment", "Run 'make demo', which installs it into .venv-ledger."
    if not python.exists():
        return Finding(what, False, "not installed", remedy)
    probe = subprocess.run([python, "-c", "import libnacl, zmq, msgpack"], capture_output=True, check=False)  # noqa: S603 - our own interpreter
    return Finding(
        what,
        probe.returncode == 0,
        "loads" if probe.returncode == 0 else "broken",
        "" if probe.returncode == 0 else remedy,
    )


def _disk(data_dir: Path) -> Finding:
    place = next(_existing(data_dir.absolute()))
    free = shutil.disk_usage(place).free
    ok = free >= LEAST_DISK_BYTES
    remedy = "" if ok else "Make room, or name a directory on another disk with --data-dir."
    return Finding("2 GiB of disk space", ok, f"{free / 1024**3:.1f} GiB free", remedy)


def _existing(path: Path) -> Iterator[Path]:
    return (place for place in (path, *path.parents) if place.exists())


def _memory() -> Finding:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    ok = size >= LEAST_MEMORY_BYTES
    return Finding(
        "2 GiB of memory", ok, f"{size / 1024**3:.1f} GiB", "" if ok else "Salus needs about 1.2 GiB of its own."
    )


def _directory(data_dir: Path) -> Finding:
    directory = DataDirectory(data_dir)
    if not directory.path.exists():
        return Finding("Data directory", True, "not there yet; it will be made")
    try:
        directory.take()
    except Problem as problem:
        return Finding("Data directory", False, problem.sentence, problem.next_step)
    directory.release()
    return Finding("Data directory", True, "usable and not in use")
