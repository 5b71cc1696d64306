"""HolderAgent of agent.ports: one tenant of a multitenant ACA-Py agent, and WalletHost, which makes them.

A tenant's token is the only thing that keeps tenants apart here, so a holder is made from a Tenant and from nothing
else.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.acapy import credentials, issue_credential, leaving, multitenancy, out_of_band, present_proof, server
from agent.acapy.client import AcaPyClient
from agent.ports import (
    CredentialExchange,
    HeldCredential,
    HolderAgent,
    Invitation,
    Match,
    PresentationExchange,
    ReceivedInvitation,
    Selection,
    Tenant,
    WalletHost,
)
from agent.protocol import ConnectionId, CredentialId, CredentialState, ExchangeId, PresentationState

ACCEPTED = frozenset({CredentialState.REQUEST_SENT, CredentialState.CREDENTIAL_RECEIVED, CredentialState.DONE})
PRESENTED = frozenset({PresentationState.PRESENTATION_SENT, PresentationState.DONE})


@dataclass(frozen=True)
class AcaPyHolder:
    client: AcaPyClient

    async def receive_invitation(self, invitation: Invitation) -> ReceivedInvitation:
        return await out_of_band.receive_invitation(self.client, invitation)

    async def forget_invitation(self, connection_id: ConnectionId) -> None:
        await leaving.forget_invitation(self.client, connection_id)

    async def credential_exchanges(self, state: CredentialState | None = None) -> Sequence[CredentialExchange]:
        return await issue_credential.exchanges(self.client, "holder", state=state)

    async def credential_exchange(self, exchange_id: ExchangeId) -> CredentialExchange:
        return await issue_credential.exchange(self.client, exchange_id)

    async def accept_offer(self, seen: CredentialExchange) -> None:
        if seen.state not in ACCEPTED:
            await issue_credential.send_request(self.client, seen.exchange_id)

    async def store(self, seen: CredentialExchange) -> None:
        if seen.state is not CredentialState.DONE:
            await issue_credential.store(self.client, seen.exchange_id)

    async def decline_offer(self, exchange_id: ExchangeId, reason: str) -> None:
        await issue_credential.report_problem(self.client, exchange_id, reason)

    async def delete_credential_exchange(self, exchange_id: ExchangeId) -> None:
        await issue_credential.delete(self.client, exchange_id)

    async def credentials(self) -> Sequence[HeldCredential]:
        return await credentials.credentials(self.client)

    async def is_revoked(self, credential_id: CredentialId) -> bool:
        return await credentials.is_revoked(self.client, credential_id)

    async def delete_credential(self, credential_id: CredentialId) -> None:
        await credentials.delete(self.client, credential_id)

    async def presentation_exchanges(self, state: PresentationState | None = None) -> Sequence[PresentationExchange]:
        return await present_proof.exchanges(self.client, "prover", state=state)

    async def presentation_exchange(self, exchange_id: ExchangeId) -> PresentationExchange:
        return await present_proof.exchange(self.client, exchange_id)

    async def matches(self, exchange_id: ExchangeId) -> Sequence[Match]:
        return await credentials.matches(self.client, exchange_id)

    async def present(self, seen: PresentationExchange, selection: Selection) -> None:
        if seen.state in PRESENTED:
            return
        attributes = {name: {"cred_id": held, "revealed": True} for name, held in selection.revealed.items()}
        predicates = {name: {"cred_id": held} for name, held in selection.predicates.items()}
        answer = {
            "requested_attributes": attributes,
            "requested_predicates": predicates,
            "self_attested_attributes": {},
        }
        await present_proof.send_presentation(self.client, seen.exchange_id, answer)

    async def decline_request(self, exchange_id: ExchangeId, reason: str) -> None:
        await present_proof.report_problem(self.client, exchange_id, reason)

    async def delete_presentation_exchange(self, exchange_id: ExchangeId) -> None:
        await present_proof.delete(self.client, exchange_id)


@dataclass(frozen=True)
class AcaPyWalletHost:
    client: AcaPyClient
    _creating: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False, compare=False)

    async def is_ready(self) -> bool:
        return await server.is_ready(self.client)

    async def create_tenant(self, label: str) -> Tenant:
        async with self._creating:  # the first opens the store that all share, and several at once race for it
            return await multitenancy.create_tenant(self.client, label)

    async def delete_tenant(self, tenant_id: str) -> None:
        await leaving.delete_tenant(self.client, tenant_id)

    def holder(self, tenant: Tenant) -> AcaPyHolder:
        return AcaPyHolder(self.client.for_tenant(tenant.token))


_holder: type[HolderAgent] = AcaPyHolder
_host: type[WalletHost] = AcaPyWalletHost
