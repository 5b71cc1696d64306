"""The verifier's DID: made at the first start, announced once somebody has registered it on the ledger.

Verification does not depend on it: each request goes out under a DID of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from agent.errors import Problem
from agent.ports import DidKey, PublicIdentity
from agent.protocol import Did
from agent.service.logging import get_logger

FIRST_PAUSE_S = 0.3
LONGEST_PAUSE_S = 5.0
IsRegistered = Callable[[Did], Awaitable[bool]]
log = get_logger(__name__)


class IdentityState(StrEnum):
    UNREGISTERED = "unregistered"
    PUBLIC = "public"


@dataclass(frozen=True)
class Identity:
    key: DidKey
    state: IdentityState


async def identity_of(agent: PublicIdentity) -> Identity:
    public = await agent.public_did()
    if public is not None:
        return Identity(public, IdentityState.PUBLIC)
    return Identity(await agent.local_did(), IdentityState.UNREGISTERED)


class Announcer:
    """Makes the DID public as soon as it is registered, however long that takes."""

    def __init__(self, agent: PublicIdentity, is_registered: IsRegistered) -> None:
        self._agent = agent
        self._is_registered = is_registered

    async def run(self) -> None:
        pause_s, told = FIRST_PAUSE_S, ""
        while True:
            try:
                if await self._announced():
                    log.info("identity.public")
                    return
            except Problem as problem:
                if problem.code != told:
                    log.warning("identity.not_public", code=problem.code)
                    told = problem.code
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)

    async def _announced(self) -> bool:
        identity = await identity_of(self._agent)
        if identity.state is IdentityState.PUBLIC:
            return True
        if not await self._is_registered(identity.key.did):
            return False
        await self._agent.make_public(identity.key.did)
        return True
