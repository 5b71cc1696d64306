"""The embedded pool as one thing that is started and stopped.

It ends where the genesis file begins: who uses the ledger gets `genesis_path`, as from any other network.
"""

import asyncio
import json
import time
from pathlib import Path

from agent.errors import Problem
from agent.ledger.did_key import DidKey
from agent.ledger.pool.bootstrap import bootstrap, ledger_environment
from agent.ledger.pool.layout import VALIDATOR_NAMES, PoolLayout
from agent.process import Command, Patience, Supervised, require_free

PATIENCE = Patience(ready_timeout_s=180.0, stop_grace_s=5.0, health_interval_s=2.0, health_failures=3)
PULSE_AGE_LIMIT_S = 5.0
"""A validator shows its pulse each second; a busy machine may delay it."""


class EmbeddedPool:
    """Four validators on 127.0.0.1, each a supervised process."""

    def __init__(self, data_dir: Path, ledger_python: Path) -> None:
        """`ledger_python` is the interpreter in which requirements.lock is installed."""
        self._layout = PoolLayout(data_dir.absolute())
        # Not resolved: the link inside a virtual environment is what makes it one.
        self._ledger_python = ledger_python.absolute()
        self.validators = {name: self._supervise(name) for name in VALIDATOR_NAMES}

    @property
    def genesis_path(self) -> Path:
        """Exists after the first start."""
        return self._layout.pool_genesis

    @property
    def trustee(self) -> DidKey:
        """The key that may let DIDs onto this ledger."""
        return DidKey(bytes.fromhex(json.loads(self._layout.trustee.read_text())["seed_hex"]))

    async def start(self) -> None:
        """Start all validators at once and return when the pool takes requests; at first make it.

        Raises PortTaken, ProcessNotReady, LedgerDirectoryIncomplete or LedgerEnvironmentBroken, and leaves nothing
        running.
        """
        await bootstrap(self._layout.directory, self._ledger_python)
        for name, ports in self._layout.read_ports().items():
            for port in (ports.node, ports.client):
                await require_free(port, f"the ledger's validator {name}")
        try:
            await self._start_all()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop all validators; what they wrote is kept."""
        await asyncio.gather(*(validator.stop() for validator in self.validators.values()))

    async def _start_all(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for validator in self.validators.values():
                    group.create_task(validator.start())
        except* Problem as several:
            raise _first(several) from None

    def _supervise(self, name: str) -> Supervised:
        directory = self._layout.directory
        command = Command(
            name=f"validator {name}",
            argv=(str(self._ledger_python), "-m", "agent.ledger.pool.validator", "run", str(directory), name),
            env=ledger_environment(),
            cwd=directory,
            log_path=self._layout.output(name),
        )

        async def ready() -> bool:
            # A validator takes part only after it agreed with enough others on what the ledgers hold.
            return bool(self._pulse(name).get("participating"))

        async def healthy() -> bool:
            return bool(self._pulse(name))

        return Supervised(command, ready, healthy=healthy, patience=PATIENCE)

    def _pulse(self, name: str) -> dict[str, object]:
        """What the validator last said of itself; empty if that is too long ago."""
        path = self._layout.pulse(name)
        try:
            if time.time() - path.stat().st_mtime > PULSE_AGE_LIMIT_S:
                return {}
            pulse: dict[str, object] = json.loads(path.read_text())
        except FileNotFoundError:
            return {}
        return pulse if pulse["pid"] == self.validators[name].pid else {}


def _first(group: BaseExceptionGroup[Problem]) -> Problem:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
