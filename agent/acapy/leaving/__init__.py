"""Removes from a wallet agent what patients want gone, and ACA-Py 1.7 leaves: routes of ours (`routes`), run inside it.

An invitation stays beside the connection that was made on it, and one that carried an offer holds its values. A tenant
that is removed stays readable, for who has the agent's key, in the unused pages of an SQLite file and in its log.
"""

from agent.acapy.client import AcaPyClient
from agent.protocol import ConnectionId

INVITATION_PATH = "/salus/connections/{connection_id}/invitation"
TENANT_PATH = "/salus/tenants/{tenant_id}"
TENANT_TIMEOUT_S = 120.0
"""A store's file is written anew."""


async def forget_invitation(client: AcaPyClient, connection_id: ConnectionId) -> None:
    """Safe to repeat. The connection goes on without."""
    await client.delete(INVITATION_PATH.format(connection_id=connection_id))


async def delete_tenant(client: AcaPyClient, tenant_id: str) -> None:
    """Remove the tenant with all its keys and credentials. Safe to repeat."""
    await client.delete(TENANT_PATH.format(tenant_id=tenant_id), timeout_s=TENANT_TIMEOUT_S)
