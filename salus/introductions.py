"""Introduces the parties of one machine: their DIDs to the ledger, the issuer to the verifier, both to the wallet.

In production these are acts of people: a trustee registers a DID, a clinic decides whom it trusts, and a wallet's
operator whom it names.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx

from agent.errors import Problem
from agent.ledger.registrar import Registrar
from agent.protocol import AgentRole, Did, LedgerRole, Verkey
from salus.layout import MachineLayout
from salus.naming import name_parties
from salus.trusting import trust

POLL_S = 0.1
PATIENCE_S = 90.0
LEDGER_ROLES = {AgentRole.ISSUER: LedgerRole.ENDORSER, AgentRole.VERIFIER: LedgerRole.NONE}


class NotIntroduced(Problem):
    """A party did not become ready."""

    code = "not-introduced"
    next_step = "Look into the logs below the data directory."


async def introduce(
    layout: MachineLayout, registrar: Registrar | None, http: httpx.AsyncClient, progress: Callable[[str], None]
) -> None:
    """Returns when every service is ready and the verifier trusts the issuer."""
    progress("Registering the DIDs of issuer and verifier")
    for role, ledger_role in LEDGER_ROLES.items():
        identity = await _until_found(partial(_identity, layout, role, http), f"the {role}'s DID")
        if identity["state"] == "public":
            continue
        did, verkey = Did(identity["did"]), Verkey(identity["verkey"])
        if registrar is None:
            progress(f"Waiting: a trustee of the network has to register {did} (key {verkey}) as {ledger_role}")
        else:
            await registrar.register(did, verkey, ledger_role)
    for role in AgentRole:
        anchor = layout.audit(role).anchor_key
        if registrar is None:
            progress(f"For the {role}'s log a trustee has to register {anchor.did} (key {anchor.verkey})")
        else:
            await registrar.register(anchor.did, anchor.verkey, LedgerRole.NONE)
    progress("Publishing schema, credential definition and revocation registry")
    issuer = await _until_found(partial(_ready_types, layout, http), "the issuer's credential types", registrar is None)
    await trust(layout, issuer["did"], issuer["types"], http)
    name_parties(layout, issuer["did"])
    for role in AgentRole:
        await _until_found(partial(_ready, layout, role, http), f"the {role}'s service")


async def _until_found[T](look: Callable[[], Awaitable[T | None]], what: str, for_ever: bool = False) -> T:
    try:
        async with asyncio.timeout(None if for_ever else PATIENCE_S):
            while (found := await look()) is None:  # noqa: ASYNC110 - other processes have no event for us
                await asyncio.sleep(POLL_S)
            return found
    except TimeoutError:
        raise NotIntroduced(f"Waited {PATIENCE_S:g} s for {what} in vain.") from None


async def _get(layout: MachineLayout, role: AgentRole, path: str, http: httpx.AsyncClient) -> dict[str, Any] | None:
    headers = {"authorization": f"Bearer {layout.api_key(role)}"}
    try:
        response = await http.get(f"{layout.service(role).url}{path}", headers=headers)
    except httpx.TransportError:
        return None
    found: dict[str, Any] | None = response.json() if response.is_success else None
    return found


async def _identity(layout: MachineLayout, role: AgentRole, http: httpx.AsyncClient) -> dict[str, Any] | None:
    found = await _get(layout, role, "/v1/identity", http)
    return found if found and found["did"] else None


async def _ready(layout: MachineLayout, role: AgentRole, http: httpx.AsyncClient) -> dict[str, Any] | None:
    return await _get(layout, role, "/health/ready", http)


async def _ready_types(layout: MachineLayout, http: httpx.AsyncClient) -> dict[str, Any] | None:
    identity = await _identity(layout, AgentRole.ISSUER, http)
    found = await _get(layout, AgentRole.ISSUER, "/v1/credential-types", http)
    if identity is None or found is None:
        return None
    if any(each["state"] != "ready" for each in found["credential_types"] if each["publish"] == "at-start"):
        return None
    return {"did": identity["did"], "types": found["credential_types"]}
