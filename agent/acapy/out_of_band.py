"""Tag `out-of-band` of the admin API (RFC 0434): invitations, with or without an offer inside."""

from enum import StrEnum
from typing import Any

from agent.acapy import connections
from agent.acapy.client import AcaPyClient, AgentBroke, Answer
from agent.errors import AgentRefused
from agent.ports import CreatedInvitation, Invitation, ReceivedInvitation
from agent.protocol import HANDSHAKE_PROTOCOLS, ConnectionId, ExchangeId, InvitationId

RECEIVE_TIMEOUT_S = 45.0
"""The agent itself waits up to 7 s for a connection, and up to 15 s for an answer to a reuse."""

ASK_AGAIN = "It may have been used before or withdrawn: ask for a new one."


class GoalCode(StrEnum):
    """RFC 0434 leaves the words open; these are the ones wallets know."""

    ISSUE = "issue-vc"
    PROOF = "request-proof"


class _Created(Answer):
    invi_msg_id: InvitationId
    invitation: dict[str, Any]


class _Received(Answer):
    oob_id: str = ""
    """Missing when a connection was reused: the agent then keeps no record of the invitation."""
    invi_msg_id: InvitationId
    connection_id: ConnectionId | None = None


async def create_invitation(
    client: AcaPyClient, code: GoalCode, *, label: str, goal: str, own_did: bool, offer: ExchangeId | None = None
) -> CreatedInvitation:
    """A one-use invitation. With `own_did` it has a DID of its own, so that no earlier connection is reused."""
    body = {
        "attachments": [] if offer is None else [{"id": offer, "type": "credential-offer"}],
        "handshake_protocols": list(HANDSHAKE_PROTOCOLS),
        "use_did_method": "did:peer:4",
        "my_label": label,
    }
    query = {"auto_accept": "true", "multi_use": "false", "create_unique_did": str(own_did).lower()}
    created = await client.post("/out-of-band/create-invitation", _Created, body, query=query)
    # the agent drops the goal when it makes the invitation from a DID; an invitation is not signed, so we add it
    return CreatedInvitation(
        created.invi_msg_id, Invitation({**created.invitation, "goal_code": code.value, "goal": goal})
    )


async def create_connectionless(
    client: AcaPyClient, request: ExchangeId, *, label: str, goal: str
) -> CreatedInvitation:
    """A one-use invitation that carries this presentation request and offers no handshake.

    It names a fresh key and the endpoint themselves instead of a DID, which every wallet can answer to.
    """
    body = {
        "attachments": [{"id": request, "type": "present-proof"}],
        "my_label": label,
        "goal_code": GoalCode.PROOF.value,
        "goal": goal,
    }
    created = await client.post("/out-of-band/create-invitation", _Created, body, query={"multi_use": "false"})
    return CreatedInvitation(created.invi_msg_id, Invitation(created.invitation), request)


async def receive_invitation(client: AcaPyClient, invitation: Invitation) -> ReceivedInvitation:
    """Take up an invitation; returns when the connection is ready and the attachment is a record."""
    query = {"auto_accept": "true", "use_existing_connection": "true"}
    path = "/out-of-band/receive-invitation"
    try:
        received = await client.post(path, _Received, invitation, query=query, timeout_s=RECEIVE_TIMEOUT_S)
    except AgentBroke as error:
        # the agent has no answer for a handshake that nobody completed, as with an invitation that was used before
        raise AgentRefused("The sender of the invitation did not answer.", next_step=ASK_AGAIN) from error
    return ReceivedInvitation(received.invi_msg_id, received.oob_id, received.connection_id)


async def was_scanned(client: AcaPyClient, invitation_id: InvitationId) -> bool:
    """Whether a handshake has begun on it. A wallet that reuses a connection skips that: its answer alone is seen."""
    begun = await connections.of_invitation(client, invitation_id)
    return any(connection.state not in connections.UNANSWERED for connection in begun)


async def delete_invitation(client: AcaPyClient, invitation_id: InvitationId) -> None:
    """Withdraw an invitation. The agent's route takes the connection made on it, too, so one taken up is left."""
    if not await was_scanned(client, invitation_id):
        await client.delete(f"/out-of-band/invitations/{invitation_id}")
