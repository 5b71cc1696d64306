"""Makes the directory of an embedded pool, all of it or nothing.

Everything is written to a sibling directory first, synced, and renamed into place, with the manifest last. So a
directory with a manifest is whole, a sibling is rubbish of ours, and a directory without one is not ours to touch.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from agent.errors import Problem
from agent.ledger.did_key import DidKey
from agent.ledger.pool import genesis
from agent.ledger.pool.layout import NETWORK_NAME, VALIDATOR_NAMES, PoolLayout, ValidatorPorts
from agent.process import draw_port

SOURCE_ROOT = Path(__file__).parents[3]
"""Put on the path of the ledger's interpreter, where Salus is not installed."""
KEYS_TIMEOUT_S = 60.0

CONFIG = f'''"""Read by each validator of this pool; written once. Paths are relative, so the directory may move."""
import logging as _logging
from pathlib import Path as _Path

NETWORK_NAME = "{NETWORK_NAME}"
GENERAL_CONFIG_DIR = LEDGER_DIR = KEYS_DIR = GENESIS_DIR = NODE_INFO_DIR = baseDir = str(_Path(__file__).parent)
LOG_DIR = str(_Path(__file__).parent / "log")
BACKUP_DIR = str(_Path(__file__).parent / "backup")
PLUGINS_DIR = str(_Path(__file__).parent / "plugins")
enableStdOutLogging = False
logLevel = _logging.WARNING

# How long a write waits for company, in seconds; the default of 3 is the time of every write on a quiet network.
Max3PCBatchWait = 0.05
# How soon, in seconds, a new primary is elected after one was lost.
ToleratePrimaryDisconnection = 3
NEW_VIEW_TIMEOUT = 8
INITIAL_PROPOSE_VIEW_CHANGE_TIMEOUT = 8
'''


class LedgerDirectoryIncomplete(Problem):
    """A directory that should hold a pool holds something else, or a part of one."""

    code = "ledger-directory-incomplete"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class LedgerEnvironmentBroken(Problem):
    """The ledger's interpreter is missing or lacks packages."""

    code = "ledger-environment"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Install agent/ledger/pool/requirements.lock with --no-deps into an environment of its own."


async def bootstrap(directory: Path, ledger_python: Path) -> PoolLayout:
    """The pool in this directory, made if there is none; its keys are drawn at random.

    Raises LedgerDirectoryIncomplete if the directory holds files but no finished pool.
    """
    layout = PoolLayout(directory)
    if not _is_finished(layout):
        staging = _clean_staging(directory)
        await _make(staging, ledger_python)
        _move_into_place(staging.directory, directory)
    return layout


def _is_finished(layout: PoolLayout) -> bool:
    directory = layout.directory
    if layout.manifest.exists():
        return True
    if directory.exists() and any(directory.iterdir()):
        raise LedgerDirectoryIncomplete(
            f"{directory} holds files, but not a finished ledger.",
            next_step="Restore it from a backup, or move it away to begin a new ledger.",
        )
    return False


def _clean_staging(directory: Path) -> PoolLayout:
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = directory.with_name(f"{directory.name}.unfinished")
    # A start that was interrupted left this; nothing ever ran on it.
    shutil.rmtree(staging, ignore_errors=True)
    return PoolLayout(staging)


def _move_into_place(staging: Path, directory: Path) -> None:
    _sync(staging)
    staging.rename(directory)
    _sync_one(directory.parent)


def ledger_environment() -> dict[str, str]:
    """Environment variables with which the ledger's interpreter finds this source."""
    # Without a home of compiled modules each start of a validator would compile all of plenum.
    return {"PYTHONPATH": str(SOURCE_ROOT), "PYTHONDONTWRITEBYTECODE": "", "PYTHONWARNINGS": "ignore"}


async def _make(layout: PoolLayout, ledger_python: Path) -> None:
    for path in (layout.directory, layout.network, layout.logs, layout.pulse("").parent):
        path.mkdir(mode=0o700)
    trustee = DidKey.draw()
    stewards = {name: DidKey.draw() for name in VALIDATOR_NAMES}
    node_keys = {name: DidKey.draw() for name in VALIDATOR_NAMES}
    ports = _draw_ports()
    _write(layout.config, CONFIG)
    _write(layout.pool_genesis, genesis.pool_genesis(ports, stewards, node_keys))
    _write(layout.domain_genesis, genesis.domain_genesis(trustee, stewards.values()))
    _write_json(layout.trustee, _stored(trustee))
    _write_json(layout.stewards, {name: _stored(key) for name, key in stewards.items()})
    await _make_transport_keys(layout, ledger_python, node_keys)
    _write_json(layout.manifest, {"version": 1, "validators": {name: asdict(pair) for name, pair in ports.items()}})


def _draw_ports() -> dict[str, ValidatorPorts]:
    return {name: ValidatorPorts(draw_port(), draw_port()) for name in VALIDATOR_NAMES}


async def _make_transport_keys(layout: PoolLayout, ledger_python: Path, keys: Mapping[str, DidKey]) -> None:
    seeds = json.dumps({name: key.seed.hex() for name, key in keys.items()}).encode()
    try:
        process = await asyncio.create_subprocess_exec(
            str(ledger_python),
            "-m",
            "agent.ledger.pool.validator",
            "keys",
            str(layout.directory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **ledger_environment()},
            cwd=layout.directory,
        )
    except OSError as error:
        raise LedgerEnvironmentBroken(f"{ledger_python} cannot be run: {error.strerror}.") from error
    output, _ = await asyncio.wait_for(process.communicate(seeds), KEYS_TIMEOUT_S)
    if process.returncode != 0:
        last_line = output.decode(errors="replace").strip().rpartition("\n")[2]
        raise LedgerEnvironmentBroken(f"The ledger's environment cannot make keys: {last_line}.")


def _stored(key: DidKey) -> dict[str, str]:
    return {"did": key.did, "verkey": key.verkey, "seed_hex": key.seed.hex()}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write(path, json.dumps(content, indent=2) + "\n")


def _write(path: Path, content: str) -> None:
    """A new file that only its owner may read, from its first moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)


def _sync(directory: Path) -> None:
    for parent, _, files in os.walk(directory, topdown=False):
        for name in files:
            _sync_one(Path(parent, name))
        _sync_one(Path(parent))


def _sync_one(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
