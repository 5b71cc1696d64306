"""Tag `connection` of the admin API: only what tells whether an invitation was taken up."""

from enum import StrEnum

from agent.acapy.client import AcaPyClient, Answer
from agent.acapy.pages import every_page
from agent.protocol import ConnectionId, Did, InvitationId


class ConnectionState(StrEnum):
    """States as the record names them (RFC 0160's words, also for RFC 0023)."""

    INIT = "init"
    INVITATION = "invitation"
    REQUEST = "request"
    RESPONSE = "response"
    ACTIVE = "active"
    COMPLETED = "completed"
    START = "start"
    ERROR = "error"
    ABANDONED = "abandoned"


UNANSWERED = frozenset({ConnectionState.INIT, ConnectionState.START, ConnectionState.INVITATION})


class Connection(Answer):
    connection_id: ConnectionId
    state: ConnectionState
    my_did: Did | None = None


class _Connections(Answer):
    results: list[Connection]


async def of_invitation(client: AcaPyClient, invitation_id: InvitationId) -> list[Connection]:
    """The connections begun on an invitation: one even before anybody scanned it."""
    return (await client.get("/connections", _Connections, {"invitation_msg_id": invitation_id})).results


async def made_on(client: AcaPyClient, invitation_id: InvitationId) -> ConnectionId | None:
    """The connection made on a one-use invitation, once both ends have it."""
    ready = (ConnectionState.ACTIVE, ConnectionState.COMPLETED)
    found = [one.connection_id for one in await of_invitation(client, invitation_id) if one.state in ready]
    return found[0] if found else None


async def own_dids(client: AcaPyClient) -> frozenset[Did]:
    """Our side's DIDs of all connections."""
    pages = every_page(client, "/connections", _Connections, lambda page: page.results)
    return frozenset([connection.my_did async for connection in pages if connection.my_did])
