"""Keeps one agent running where nothing else does, as in a container: `python -m agent.acapy.supervise ROLE`.

After a time-out of the ledger ACA-Py says for good that it is not ready, and its process stays. A container's health
check marks that and restarts nothing, so the same supervision as on one machine does it. What varies comes through
ACAPY_* variables.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path

from agent.acapy import server
from agent.acapy.client import AcaPyClient
from agent.acapy.launcher import PATIENCE, arguments_file
from agent.process import Command, Supervised
from agent.protocol import AgentRole


async def supervise(role: AgentRole) -> None:
    """Run until told to stop."""
    _, port = json.loads(os.environ["ACAPY_ADMIN"])
    client = AcaPyClient.open(f"http://127.0.0.1:{port}", os.environ["ACAPY_ADMIN_API_KEY"])

    async def ready() -> bool:
        return await server.is_ready(client)

    argv = (sys.executable, "-m", "agent.acapy.run", "start", "--arg-file", str(arguments_file(role)))
    agent = Supervised(Command(f"agent-{role}", argv, Path("/dev/stdout")), ready, healthy=ready, patience=PATIENCE)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await agent.start()
    await stop.wait()
    await agent.stop()
    await client.aclose()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(supervise(AgentRole(sys.argv[1])))
