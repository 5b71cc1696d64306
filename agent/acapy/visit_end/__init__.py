"""Removes from the agent all that it holds of one visit: what a wallet answered, and who that wallet is.

ACA-Py 1.7 removes an invitation with its connection. The DIDs of both ends stay, with the wallet's address and our
private keys, and so does an exchange that nobody knew of. So the route is a plugin of ours (`routes`), loaded by the
verifier's arguments and nowhere else. There the protocols are blocked by which a wallet could leave anything else.
"""

from agent.acapy.client import AcaPyClient
from agent.protocol import InvitationId

PATH = "/salus/visits/{invitation_id}"


async def forget(client: AcaPyClient, invitation_id: InvitationId) -> None:
    """Safe to repeat: an invitation that is not known is forgotten."""
    await client.delete(PATH.format(invitation_id=invitation_id))
