"""PublicIdentity of agent.ports, which issuer and verifier share."""

import asyncio
from dataclasses import dataclass, field

from agent.acapy import server, wallet_did
from agent.acapy.client import AcaPyClient
from agent.errors import AgentRefused
from agent.ports import DidKey
from agent.protocol import Did


@dataclass(frozen=True)
class AcaPyIdentity:
    client: AcaPyClient
    _creating: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False, compare=False)

    async def is_ready(self) -> bool:
        return await server.is_ready(self.client)

    async def public_did(self) -> DidKey | None:
        return await wallet_did.public_did(self.client)

    async def local_did(self) -> DidKey:
        async with self._creating:  # two callers would make two
            return await wallet_did.local_did(self.client)

    async def make_public(self, did: Did) -> None:
        await wallet_did.make_public(self.client, did)

    async def _issuer_did(self) -> Did:
        found = await self.public_did()
        if found is None:
            raise AgentRefused("The agent has no public DID.", next_step="Register its DID on the ledger first.")
        return found.did
