"""The three services as supervised children: their settings by environment, ready when they answer.

What a service is told here is what a container is told in docker/compose.yaml.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from agent.process import HOST, Command, Patience, Supervised

PATIENCE = Patience(ready_timeout_s=180.0, health_timeout_s=5.0, stop_grace_s=12.0)


@dataclass(frozen=True)
class ServiceProcess:
    name: str
    """The package: issuer, verifier or wallet_api."""
    port: int
    directory: Path
    environment: Mapping[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def supervised(self, client: httpx.AsyncClient) -> Supervised:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = Command(
            name=f"service {self.name}",
            argv=(sys.executable, "-m", self.name),
            log_path=self.directory / "service.log",
            env=self.environment,
        )

        async def live() -> bool:
            return await answers(client, f"{self.url}/health/live")

        return Supervised(command, live, healthy=live, patience=PATIENCE)


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False
