"""The two witnesses of this machine: processes apart, each with a key, a memory and a port of its own.

On one machine they show how it works, and that a service which rewrites its log is refused. Who is to be believed by
others has its log cosigned by witnesses of other organisations (`salus witness`).
"""

import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from agent.audit.c2sp.keys import KeyType, PrivateKey, parse_private_key
from agent.audit.witness.settings import PREFIX
from agent.process import HOST, Command, Patience, Supervised
from agent.secret_file import load_or_create
from salus.data_directory import DataDirectory
from salus.service_process import answers

NAMES = ("witness-1", "witness-2")
PATIENCE = Patience(ready_timeout_s=60.0, health_timeout_s=5.0)


@dataclass(frozen=True)
class WitnessOfMachine:
    name: str
    directory: Path
    port: int
    key: PrivateKey = field(repr=False)

    @classmethod
    def of(cls, directory: DataDirectory, name: str) -> "WitnessOfMachine":
        public_name = f"salus.invalid/{name}-{secrets.token_hex(4)}"
        drawn = {"key": lambda: PrivateKey.draw(public_name, KeyType.WITNESS).text}
        kept = load_or_create(directory.secrets / f"{name}.json", drawn)
        key = parse_private_key(kept["key"], KeyType.WITNESS)
        return cls(name, directory.path / "witnesses" / name, directory.ports.port(name), key)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def supervised(self, client: httpx.AsyncClient, logs: Iterable[PrivateKey]) -> Supervised:
        """To be started; it follows these logs, of which it gets the public keys."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = {
            "KEY": self.key.text,
            "LOGS": " ".join(each.public.text for each in logs),
            "STATE": str(self.directory / "seen.sqlite"),
            "PORT": str(self.port),
        }
        command = Command(
            name=self.name,
            argv=(sys.executable, "-m", "agent.audit.witness"),
            log_path=self.directory / "witness.log",
            env={f"{PREFIX}{name}": value for name, value in settings.items()},
        )

        async def live() -> bool:
            return await answers(client, f"{self.url}/health/live")

        return Supervised(command, live, healthy=live, patience=PATIENCE)


def policy(witnesses: Iterable[WitnessOfMachine]) -> str:
    """All of them have to cosign, as lines of c2sp.org/tlog-policy."""
    found = list(witnesses)
    lines = [f"witness {each.name} {each.key.public.text} {each.url}" for each in found]
    return "; ".join([*lines, f"group both all {' '.join(each.name for each in found)}", "quorum both"])
