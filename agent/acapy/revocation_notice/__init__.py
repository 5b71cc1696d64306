"""Tells a holder that a credential was revoked (RFC 0183, revocation notification 1.0): the call and its route.

ACA-Py 1.7 sends such a notice only as a by-product of a publication, without saying whether it did; and its versions 1
and 2 of the protocol take the same records, so that in a batch they race: some are told twice and some not at all.
So the route is a plugin of ours (`routes`), which is loaded into the agent by its arguments and nowhere else.
"""

from agent.acapy.client import AcaPyClient, Nothing
from agent.protocol import ConnectionId, RevRegId

PATH = "/salus/connections/{connection_id}/revocation-notices"


def thread_of(rev_reg_id: RevRegId, cred_rev_id: int) -> str:
    """How a notice names the credential: by its place, which both ends know and nobody else needs."""
    return f"indy::{rev_reg_id}::{cred_rev_id}"


async def send(
    client: AcaPyClient, connection_id: ConnectionId, rev_reg_id: RevRegId, cred_rev_id: int, comment: str
) -> None:
    body = {"thread_id": thread_of(rev_reg_id, cred_rev_id), "comment": comment}
    await client.post(PATH.format(connection_id=connection_id), Nothing, body)
