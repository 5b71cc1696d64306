"""Removes from the agent all that it holds of one visit: what a wallet answered, and who that wallet is.

ACA-Py 1.7 removes an invitation with its connection. The DIDs of both ends stay, with the wallet's address and our
private keys, and so does an exchange that nobody knew of. So the route is a plugin of ours (`routes`), loaded by the
verifier's arguments and nowhere else. There the protocols are blocked by which a wallet could leave anything else.
"""

from urllib.parse import urlencode

from agent.acapy.client import AcaPyClient
from agent.protocol import ExchangeId, InvitationId

PATH = "/salus/visits/{invitation_id}"
EXCHANGE = "pres_ex_id"
"""The query's parameter that names the exchange; one without a connection is found in no other way."""


async def forget(client: AcaPyClient, invitation_id: InvitationId, exchange_id: ExchangeId | None) -> None:
    """Safe to repeat: what is not known is forgotten."""
    path = PATH.format(invitation_id=invitation_id)
    await client.delete(f"{path}?{urlencode({EXCHANGE: exchange_id})}" if exchange_id else path)
