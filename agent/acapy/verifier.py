"""VerifierAgent of agent.ports over an ACA-Py agent.

`verified` is the library's word on the cryptography and nothing more; the judgement is the verifier's domain. Each
invitation has a DID of its own, and its connection goes with it: two visits cannot be linked by us.
"""

from agent.acapy import connections, out_of_band, present_proof, visit_end
from agent.acapy.identity import AcaPyIdentity
from agent.acapy.out_of_band import GoalCode
from agent.ports import CreatedInvitation, PresentationExchange, ProofRequest, VerifierAgent
from agent.protocol import ConnectionId, ExchangeId, InvitationId, PresentationState


class AcaPyVerifier(AcaPyIdentity):
    async def invite(self, *, label: str, goal: str) -> CreatedInvitation:
        return await out_of_band.create_invitation(self.client, GoalCode.PROOF, label=label, goal=goal, own_did=True)

    async def invite_with_request(
        self, request: ProofRequest, comment: str, *, label: str, goal: str
    ) -> CreatedInvitation:
        exchange_id = await present_proof.create_request(self.client, request, comment)
        return await out_of_band.create_connectionless(self.client, exchange_id, label=label, goal=goal)

    async def connection_made(self, invitation_id: InvitationId) -> ConnectionId | None:
        return await connections.made_on(self.client, invitation_id)

    async def send_request(self, connection_id: ConnectionId, request: ProofRequest, comment: str) -> ExchangeId:
        for sent in await present_proof.exchanges(self.client, "verifier", connection_id=connection_id):
            if sent.request["nonce"] == request["nonce"]:
                return sent.exchange_id
        return await present_proof.send_request(self.client, connection_id, request, comment)

    async def presentation_exchange(self, exchange_id: ExchangeId) -> PresentationExchange:
        return await present_proof.exchange(self.client, exchange_id)

    async def verify(self, exchange_id: ExchangeId) -> PresentationExchange:
        present = await self.presentation_exchange(exchange_id)
        if present.state is PresentationState.DONE:
            return present
        return await present_proof.verify(self.client, exchange_id)

    async def forget(self, invitation_id: InvitationId, exchange_id: ExchangeId | None) -> None:
        await visit_end.forget(self.client, invitation_id, exchange_id)


_: type[VerifierAgent] = AcaPyVerifier
