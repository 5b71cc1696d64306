"""Tag `multitenancy` of the admin API: one tenant per patient, all in one store (single-wallet-askar).

With no webhook address of its own a tenant's events go to the agent's, with the header `x-wallet-id`.
"""

from uuid import uuid4

from agent.acapy.client import AcaPyClient, Answer
from agent.acapy.secrets import raw_key
from agent.ports import Tenant


class _Created(Answer):
    wallet_id: str
    token: str


async def create_tenant(client: AcaPyClient, label: str) -> Tenant:
    """A new tenant and its one token: it never expires, and minting another would end it."""
    body = {
        "label": label,
        "wallet_name": f"tenant-{uuid4()}",
        "wallet_key": raw_key(),
        "wallet_key_derivation": "RAW",
        "wallet_type": "askar-anoncreds",
        "wallet_dispatch_type": "base",
        "key_management_mode": "managed",
    }
    created = await client.post("/multitenancy/wallet", _Created, body)
    return Tenant(created.wallet_id, created.token)
