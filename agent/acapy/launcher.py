"""How an ACA-Py agent is started as a supervised child on this machine, and when it counts as ready."""

import sys
from pathlib import Path

from agent.acapy import server
from agent.acapy.client import AcaPyClient
from agent.acapy.settings import AgentSettings
from agent.process import Command, Patience, Supervised
from agent.protocol import AgentRole

ARGUMENTS = Path(__file__).parent / "arguments"
PATIENCE = Patience(ready_timeout_s=180.0, health_timeout_s=10.0)
"""Ready after 3 s on an idle machine; making a registry's tails keeps an agent busy for seconds."""


def arguments_file(role: AgentRole) -> Path:
    """What is fixed for the role, as ACA-Py's `--arg-file`."""
    return ARGUMENTS / f"{role}.yaml"


def command(settings: AgentSettings) -> Command:
    """The child process of an agent; makes its data directory."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Command(
        name=f"agent-{settings.role}",
        argv=(sys.executable, "-m", "agent.acapy.run", "start", "--arg-file", str(arguments_file(settings.role))),
        log_path=settings.data_dir / "agent.log",
        env=settings.environment(),
    )


def open_client(settings: AgentSettings) -> AcaPyClient:
    return AcaPyClient.open(settings.admin_url, settings.secrets.admin_key)


def supervised(settings: AgentSettings, client: AcaPyClient) -> Supervised:
    """The agent, to be started; ready when its admin API says so.

    The same question is its health: after one ledger timeout ACA-Py refuses all work until it is restarted.
    """

    async def ready() -> bool:
        return await server.is_ready(client)

    return Supervised(command(settings), ready, healthy=ready, patience=PATIENCE)
