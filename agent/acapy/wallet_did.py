"""Tag `wallet` of the admin API: the DID that this agent is known by on the ledger.

The list of a wallet's DIDs also holds those of connections (pairwise) and of invitations; it tells no age and takes
no label. So the DID meant to become public is known by exclusion: of method sov, and no connection's.
"""

from typing import Literal

from agent.acapy.client import AcaPyClient, Answer, Nothing
from agent.acapy.connections import own_dids
from agent.ports import DidKey
from agent.protocol import Did, Verkey


class _DidInfo(Answer):
    did: Did
    verkey: Verkey
    posture: Literal["public", "posted", "wallet_only"]

    def key(self) -> DidKey:
        return DidKey(self.did, self.verkey)


class _One(Answer):
    result: _DidInfo | None


class _Created(Answer):
    result: _DidInfo


class _Many(Answer):
    results: list[_DidInfo]


async def public_did(client: AcaPyClient) -> DidKey | None:
    found = (await client.get("/wallet/did/public", _One)).result
    return found.key() if found else None


async def local_did(client: AcaPyClient) -> DidKey:
    """The DID meant to become public. To be called by one caller at a time."""
    listed = (await client.get("/wallet/did", _Many, {"method": "sov", "key_type": "ed25519"})).results
    for posture in ("public", "posted"):
        if announced := sorted((info for info in listed if info.posture == posture), key=lambda info: info.did):
            return announced[0].key()
    pairwise = await own_dids(client)
    free = sorted((info for info in listed if info.did not in pairwise), key=lambda info: info.did)
    return free[0].key() if free else await _create(client)


async def _create(client: AcaPyClient) -> DidKey:
    body = {"method": "sov", "options": {"key_type": "ed25519"}}
    return (await client.post("/wallet/did/create", _Created, body)).result.key()


async def make_public(client: AcaPyClient, did: Did) -> None:
    """Announce the DID, which stands on the ledger, as the agent's own; writes its endpoint to the ledger."""
    current = await public_did(client)
    if current is None or current.did != did:
        await client.post("/wallet/did/public", Nothing, query={"did": did})
