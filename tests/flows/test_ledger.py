"""The embedded pool for real: validators are killed, stopped and restarted, and a client notices the right thing."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from agent.errors import LedgerRefused, LedgerUnavailable
from agent.ledger.client import Ledger, LedgerName, Nym
from agent.ledger.did_key import DidKey
from agent.ledger.network import Network
from agent.ledger.pool.bootstrap import LedgerDirectoryIncomplete, LedgerEnvironmentBroken, bootstrap
from agent.ledger.pool.layout import PoolLayout
from agent.ledger.pool.pool import EmbeddedPool
from agent.ledger.registrar import Registrar
from agent.ledger.status import LedgerStatus, ledger_status
from agent.process import HOST, PortTaken, ProcessState, is_free
from agent.protocol import LedgerRole

REPOSITORY = Path(__file__).parents[2]
ANSWER_LIMIT_S = 10.0
"""Whatever happens to the validators, a caller knows within this time."""

PARENT = """
import asyncio, json, sys
from pathlib import Path
from agent.ledger.pool.pool import EmbeddedPool

async def main():
    pool = EmbeddedPool(Path(sys.argv[1]), Path(sys.argv[2]))
    await pool.start()
    print(json.dumps([validator.pid for validator in pool.validators.values()]), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def ledger_python() -> Path:
    default = REPOSITORY / ".venv-ledger" / "bin" / "python"
    python = Path(os.environ.get("SALUS_LEDGER_PYTHON", default))
    if not python.exists():
        pytest.fail(f"no ledger interpreter at {python}: install agent/ledger/pool/requirements.lock there")
    return python


@pytest_asyncio.fixture(scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory, ledger_python: Path) -> AsyncIterator[EmbeddedPool]:
    pool = EmbeddedPool(tmp_path_factory.mktemp("salus") / "ledger", ledger_python)
    await pool.start()
    yield pool
    await pool.stop()


@pytest.fixture(scope="module")
def ledger(pool: EmbeddedPool) -> Ledger:
    return Ledger(Network.from_file(pool.genesis_path, "embedded"))


async def eventually(check: Callable[[], Awaitable[bool]], timeout_s: float, what: str) -> None:
    deadline = time.monotonic() + timeout_s
    while not await check():
        assert time.monotonic() < deadline, f"not within {timeout_s} s: {what}"
        await asyncio.sleep(0.1)


async def write(pool: EmbeddedPool, ledger: Ledger) -> Nym:
    key = DidKey.draw()
    return await Registrar(ledger, pool.trustee).register(key.did, key.verkey, LedgerRole.ENDORSER)


async def all_agree(ledger: Ledger) -> LedgerStatus:
    """Wait until every validator is up and holds the same ledger."""
    found: list[LedgerStatus] = []

    async def agree() -> bool:
        found.append(await ledger_status(ledger))
        return found[-1].validators_up == len(found[-1].validators) and found[-1].roots_agree

    await eventually(agree, 30, "all validators agree")
    return found[-1]


async def primary_of(pool: EmbeddedPool, ledger: Ledger) -> str:
    status = await ledger_status(ledger, pool.trustee)
    primary = status.validators[0].primary
    assert primary in pool.validators
    return primary


@pytest.mark.asyncio
async def test_a_did_that_is_registered_can_be_read_back(pool: EmbeddedPool, ledger: Ledger) -> None:
    key = DidKey.draw()
    size = await ledger.domain_size()
    written = await Registrar(ledger, pool.trustee).register(key.did, key.verkey, LedgerRole.ENDORSER)
    await all_agree(ledger)
    assert await ledger.get_nym(key.did) == written
    assert (written.verkey, written.role, written.seq_no) == (key.verkey, "ENDORSER", size + 1)
    transaction = await ledger.get_txn(LedgerName.DOMAIN, written.seq_no)
    assert transaction is not None
    assert (transaction.kind, transaction.author, transaction.data["dest"]) == ("1", pool.trustee.did, key.did)


@pytest.mark.asyncio
async def test_what_is_not_on_the_ledger_is_none(ledger: Ledger) -> None:
    assert await ledger.get_nym(DidKey.draw().did) is None
    assert await ledger.get_txn(LedgerName.DOMAIN, 1_000_000) is None


@pytest.mark.asyncio
async def test_registering_again_writes_nothing(pool: EmbeddedPool, ledger: Ledger) -> None:
    registrar, key = Registrar(ledger, pool.trustee), DidKey.draw()
    first = await registrar.register(key.did, key.verkey, LedgerRole.ENDORSER)
    await all_agree(ledger)
    assert await registrar.register(key.did, key.verkey, LedgerRole.ENDORSER) == first
    assert await ledger.domain_size() == first.seq_no


@pytest.mark.asyncio
async def test_a_role_can_be_given_and_taken_away(pool: EmbeddedPool, ledger: Ledger) -> None:
    registrar, key = Registrar(ledger, pool.trustee), DidKey.draw()
    for role in (LedgerRole.NONE, LedgerRole.ENDORSER, LedgerRole.NONE):
        await registrar.register(key.did, key.verkey, role)
        await all_agree(ledger)
        nym = await ledger.get_nym(key.did)
        assert nym is not None
        assert (nym.role, nym.verkey) == (role.value, key.verkey)


@pytest.mark.asyncio
async def test_another_key_for_a_did_is_refused(pool: EmbeddedPool, ledger: Ledger) -> None:
    nym = await write(pool, ledger)
    await all_agree(ledger)
    with pytest.raises(LedgerRefused, match="another key"):
        await Registrar(ledger, pool.trustee).register(nym.did, DidKey.draw().verkey, LedgerRole.ENDORSER)


@pytest.mark.asyncio
async def test_a_stranger_is_refused_with_the_validators_reason(ledger: Ledger) -> None:
    stranger, key = DidKey.draw(), DidKey.draw()
    with pytest.raises(LedgerRefused, match=f"could not authenticate, verkey for {stranger.did}"):
        await Registrar(ledger, stranger).register(key.did, key.verkey, LedgerRole.ENDORSER)


@pytest.mark.asyncio
async def test_an_endorser_may_not_make_endorsers(pool: EmbeddedPool, ledger: Ledger) -> None:
    endorser, key = DidKey.draw(), DidKey.draw()
    await Registrar(ledger, pool.trustee).register(endorser.did, endorser.verkey, LedgerRole.ENDORSER)
    await all_agree(ledger)
    with pytest.raises(LedgerRefused, match=r"UnauthorizedClientRequest|Not enough"):
        await Registrar(ledger, endorser).register(key.did, key.verkey, LedgerRole.ENDORSER)


@pytest.mark.asyncio
async def test_writes_sent_together_are_all_committed(pool: EmbeddedPool, ledger: Ledger) -> None:
    size = await ledger.domain_size()
    nyms = await asyncio.gather(*(write(pool, ledger) for _ in range(40)))
    assert sorted(nym.seq_no for nym in nyms) == list(range(size + 1, size + 41))


@pytest.mark.asyncio
async def test_nobody_else_may_read_the_files_of_the_pool(pool: EmbeddedPool) -> None:
    directory = pool.genesis_path.parents[1]
    paths = [directory, *directory.rglob("*")]
    assert len(paths) > 50
    for path in paths:
        if path.suffix == ".key":
            continue  # plenum makes public keys readable; the directory above them is not
        # SQLite and the pulse replace files while we look.
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), f"{path} has {mode:o}"


@pytest.mark.asyncio
async def test_no_seed_is_in_a_log_or_a_process_list(pool: EmbeddedPool) -> None:
    directory = pool.genesis_path.parents[1]
    stewards = json.loads(PoolLayout(directory).stewards.read_text())
    keys = [pool.trustee.seed.hex(), *(steward["seed_hex"] for steward in stewards.values())]
    texts = [path.read_text() for path in (directory / "log").iterdir()]
    texts += [" ".join(validator.command.argv) for validator in pool.validators.values()]
    assert not [key for key in keys for text in texts if key in text]


@pytest.mark.asyncio
async def test_with_one_validator_killed_writes_go_on_and_it_comes_back_and_catches_up(
    pool: EmbeddedPool, ledger: Ledger
) -> None:
    primary = await primary_of(pool, ledger)
    victim = next(validator for name, validator in pool.validators.items() if name != primary)
    restarts, pid = victim.restarts, victim.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    written = [await write(pool, ledger) for _ in range(3)]

    async def is_back() -> bool:
        return victim.restarts == restarts + 1 and victim.state is ProcessState.RUNNING

    await eventually(is_back, 30, "the killed validator is restarted")
    status = await all_agree(ledger)
    assert status.domain_size == written[-1].seq_no


@pytest.mark.asyncio
async def test_with_the_primary_gone_the_next_write_is_committed_by_another(pool: EmbeddedPool, ledger: Ledger) -> None:
    primary = await primary_of(pool, ledger)
    await pool.validators[primary].stop()
    started = time.monotonic()
    await write(pool, ledger)
    assert time.monotonic() - started < ANSWER_LIMIT_S
    status = await ledger_status(ledger, pool.trustee)
    up = [validator for validator in status.validators if validator.up]
    assert len(up) == 3
    assert {validator.primary for validator in up} != {primary}
    await pool.validators[primary].start()
    await all_agree(ledger)


@pytest.mark.asyncio
async def test_with_two_validators_hung_a_write_fails_in_time_and_works_again_once_they_were_restarted(
    pool: EmbeddedPool, ledger: Ledger
) -> None:
    primary = await primary_of(pool, ledger)
    hung = [validator for name, validator in pool.validators.items() if name != primary][:2]
    restarts = [validator.restarts for validator in hung]
    for validator in hung:
        assert validator.pid is not None
        os.kill(validator.pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(LedgerUnavailable):
        await write(pool, ledger)
    assert time.monotonic() - started < ANSWER_LIMIT_S

    async def are_back() -> bool:
        return all(
            v.restarts > before and v.state is ProcessState.RUNNING for v, before in zip(hung, restarts, strict=True)
        )

    await eventually(are_back, 30, "hung validators are restarted")
    await all_agree(ledger)
    await write(pool, ledger)


@pytest.mark.asyncio
async def test_a_stopped_pool_is_reported_and_a_restart_keeps_all_of_it(pool: EmbeddedPool, ledger: Ledger) -> None:
    before = await all_agree(ledger)
    await pool.stop()
    started = time.monotonic()
    down = await ledger_status(ledger)
    assert time.monotonic() - started < 4
    assert (down.validators_up, down.roots_agree, down.writable, down.domain_size) == (0, False, False, None)
    started = time.monotonic()
    with pytest.raises(LedgerUnavailable):
        await write(pool, ledger)
    assert time.monotonic() - started < ANSWER_LIMIT_S
    await pool.start()
    assert (await all_agree(ledger)).validators == before.validators
    assert (await write(pool, ledger)).seq_no == (before.domain_size or 0) + 1


@pytest.mark.asyncio
async def test_when_the_parent_is_killed_no_validator_and_no_port_stays(tmp_path: Path, ledger_python: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path / "ledger"), str(ledger_python),
        stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    try:
        assert parent.stdout is not None
        pids = json.loads(await asyncio.wait_for(parent.stdout.readline(), 60))
        assert all(_runs(pid) for pid in pids)
    finally:
        parent.kill()
        await parent.wait()
    ports = [
        port for pair in PoolLayout(tmp_path / "ledger").read_ports().values() for port in (pair.node, pair.client)
    ]

    async def nothing_left() -> bool:
        return not any(_runs(pid) for pid in pids) and all(is_free(port) for port in ports)

    await eventually(nothing_left, 5, "validators end with their parent")


@pytest.mark.asyncio
async def test_a_half_written_pool_is_made_anew(tmp_path: Path, ledger_python: Path) -> None:
    unfinished = tmp_path / "ledger.unfinished"
    unfinished.mkdir()
    (unfinished / "pool.json").write_text("{")
    layout = await bootstrap(tmp_path / "ledger", ledger_python)
    assert len(layout.read_ports()) == 4
    assert not unfinished.exists()


@pytest.mark.asyncio
async def test_a_directory_with_other_files_is_reported_and_left_alone(tmp_path: Path, ledger_python: Path) -> None:
    (tmp_path / "trustee.json").write_text("the only copy")
    with pytest.raises(LedgerDirectoryIncomplete, match="holds files, but not a finished ledger"):
        await EmbeddedPool(tmp_path, ledger_python).start()
    assert (tmp_path / "trustee.json").read_text() == "the only copy"
    assert list(tmp_path.parent.glob(f"{tmp_path.name}.unfinished")) == []


@pytest.mark.asyncio
async def test_an_interpreter_that_cannot_run_validators_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    for python in (tmp_path / "absent", Path(sys.executable)):
        with pytest.raises(LedgerEnvironmentBroken):
            await EmbeddedPool(tmp_path / "ledger", python).start()
        assert not (tmp_path / "ledger").exists()


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_named_with_who_needs_it(tmp_path: Path, ledger_python: Path) -> None:
    layout = await bootstrap(tmp_path / "ledger", ledger_python)
    port = layout.read_ports()["Node3"].client
    named = pytest.raises(PortTaken, match=rf"Port {port} .* validator Node3")
    with socket.create_server((HOST, port)), named as raised:
        await EmbeddedPool(tmp_path / "ledger", ledger_python).start()
    assert raised.value.code == "port-taken"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie, whose new parent has not looked at it yet, runs no more.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
