"""`salus issuer publish`: has the running issuer put all its credential types on the ledger, and the clinic trust them.

Starts nothing: without a running stack it says so. Safe to repeat.
"""

from http import HTTPStatus
from typing import Any

import httpx

from agent.errors import Problem
from agent.protocol import AgentRole
from agent.tls import known_roots
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.parties import Party
from salus.trusting import trust

TIMEOUT_S = 300.0
"""Each type makes keys of its own and waits for its revocation registry."""


class StackNotRunning(Problem):
    """No issuer answers for this data directory."""

    code = "stack-not-running"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Start it with 'salus up', or name its directory with --data-dir."


async def publish_types(directory: DataDirectory) -> list[dict[str, Any]]:
    """The types and their states after it. Raises StackNotRunning, PartyRefused."""
    if not directory.exists():
        raise StackNotRunning(f"There is no Salus in {directory.path}.")
    layout = MachineLayout(directory, "")
    issuer = Party(layout.service(AgentRole.ISSUER).url, layout.api_key(AgentRole.ISSUER))
    issuer.http.timeout = httpx.Timeout(TIMEOUT_S)
    try:
        types: list[dict[str, Any]] = (await issuer.post("/v1/credential-types/publish"))["credential_types"]
        did = (await issuer.get("/v1/identity"))["did"]
    except httpx.TransportError:
        raise StackNotRunning(f"No issuer is running for {directory.path}.") from None
    finally:
        await issuer.aclose()
    async with httpx.AsyncClient(timeout=TIMEOUT_S, verify=known_roots()) as http:
        await trust(layout, did, types, http)
    return types
