"""Finishing what an interrupted agent left of a credential definition's revocation registry.

ACA-Py makes the registry in background steps that it forgets when it is stopped. A half-made one is not mended: a
fresh one, with a tag of its own, replaces it. Waiting comes first, because the steps may be under way just now.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from agent.acapy import revocation
from agent.acapy.client import AcaPyClient, AgentBroke
from agent.errors import AgentRefused, AgentUnavailable
from agent.protocol import CredDefId, Did, RevRegId

UNDER_WAY_S = 15.0
"""How long steps of the agent that may be under way are given before they count as forgotten."""
LIST_TIMEOUT_S = 60.0
POLL_S = 0.5


async def ensure_active(client: AcaPyClient, issuer: Did, cred_def_id: CredDefId, size: int) -> None:
    """Return when the agent has an active registry for the definition, making one if need be."""

    async def is_active() -> bool:
        return await revocation.active_registry(client, cred_def_id) is not None

    if await _comes_true(is_active, UNDER_WAY_S):
        return
    fresh = await revocation.publish_registry(client, issuer, cred_def_id, _tag(), size)
    if not await _comes_true(lambda: _has_list(client, cred_def_id, fresh), LIST_TIMEOUT_S):
        raise AgentUnavailable("The revocation registry is published, and its status list is not.")
    await revocation.activate(client, fresh)
    # the agent makes a spare, to which it moves when the active one is full, for its own first registry only
    await revocation.publish_registry(client, issuer, cred_def_id, _tag(), size)


async def keep_spare(client: AcaPyClient, issuer: Did, cred_def_id: CredDefId, size: int) -> None:
    """Return when a registry beside the active one is ready, making one if need be.

    The agent moves to the spare when the active registry is nearly full, and makes the next one; both are steps that
    it forgets when it is stopped, and the second one fails while the ledger is silent.
    """

    async def has_spare() -> bool:
        active = await revocation.active_registry(client, cred_def_id)
        ready = await revocation.finished_registries(client, cred_def_id)
        return any(
            [
                rev_reg_id != (active and active.rev_reg_id) and await _has_list(client, cred_def_id, rev_reg_id)
                for rev_reg_id in ready
            ]
        )

    if await _comes_true(has_spare, UNDER_WAY_S):
        return
    fresh = await revocation.publish_registry(client, issuer, cred_def_id, _tag(), size)
    if not await _comes_true(lambda: _has_list(client, cred_def_id, fresh), LIST_TIMEOUT_S):
        raise AgentUnavailable("The spare revocation registry is published, and its status list is not.")


async def settle(client: AcaPyClient, cred_def_id: CredDefId) -> None:
    """Wait for the registry and the spare that the agent makes for a new definition, though not for ever.

    Making tails keeps the agent busy: the first patients would wait for the spare's.
    """

    async def is_settled() -> bool:
        made = await revocation.finished_registries(client, cred_def_id)
        return len(made) > 1 and all([await _has_list(client, cred_def_id, each) for each in made])

    await _comes_true(is_settled, UNDER_WAY_S)


def _tag() -> str:
    return f"r{uuid4().hex[:8]}"


async def _has_list(client: AcaPyClient, cred_def_id: CredDefId, rev_reg_id: RevRegId) -> bool:
    if rev_reg_id not in await revocation.finished_registries(client, cred_def_id):
        return False
    try:
        await revocation.revoked_on_ledger(client, rev_reg_id)
    except (AgentRefused, AgentBroke):  # no list on the ledger yet; the agent stumbles over one that is half there
        return False
    return True


async def _comes_true(condition: Callable[[], Awaitable[bool]], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not await condition():
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(POLL_S)
    return True
