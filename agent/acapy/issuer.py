"""IssuerAgent of agent.ports over an ACA-Py agent.

Every step looks first for what an earlier, interrupted run left behind. The caller serialises `issue` and `revoke` per
credential definition (docs/adr/0003).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from agent.acapy import anoncreds, issue_credential, out_of_band, registry, revocation, revocation_notice
from agent.acapy.identity import AcaPyIdentity
from agent.acapy.out_of_band import GoalCode
from agent.acapy.tails import TailsCheck
from agent.errors import AgentRefused, AgentUnavailable, Conflict
from agent.ports import CreatedInvitation, CredentialExchange, IssuerAgent, RegistryState
from agent.protocol import ConnectionId, CredDefId, CredentialState, ExchangeId, InvitationId, RevRegId, SchemaId

ISSUED = frozenset({CredentialState.CREDENTIAL_ISSUED, CredentialState.DONE, CredentialState.CREDENTIAL_REVOKED})

PUBLICATIONS = 2
"""A second one publishes what the agent had recorded in an earlier attempt and the ledger had not taken."""
NOT_PUBLISHED = "The revocation is recorded by the agent and is not on the ledger."
REVOKE_AGAIN = "Revoke it again: that publishes what is recorded (agent.acapy.left_unpublished)."


@dataclass(frozen=True)
class AcaPyIssuer(AcaPyIdentity):
    tails: TailsCheck = field(default_factory=TailsCheck)

    async def ensure_schema(self, name: str, version: str, attributes: Sequence[str]) -> SchemaId:
        issuer = await self._issuer_did()
        found = await anoncreds.listed_schema(self.client, issuer, name, version)
        if found is None:
            try:
                return await anoncreds.publish_schema(self.client, issuer, name, version, attributes)
            except AgentRefused:
                # on the ledger and not on the agent's list: the refusal has put it there
                found = await anoncreds.listed_schema(self.client, issuer, name, version)
                if found is None:
                    raise
        if await anoncreds.schema_attributes(self.client, found) != frozenset(attributes):
            raise Conflict(
                f"Schema {name} {version} is published with other attributes.", next_step="Give it a new version."
            )
        return found

    async def ensure_credential_definition(self, schema_id: SchemaId, tag: str, registry_size: int) -> CredDefId:
        issuer = await self._issuer_did()
        found = await anoncreds.listed_definition(self.client, issuer, schema_id, tag)
        if found is None:
            made = await anoncreds.publish_definition(self.client, issuer, schema_id, tag, registry_size)
            await registry.settle(self.client, made)
            return made
        await registry.ensure_active(self.client, issuer, found, registry_size)
        return found

    async def active_registry(self, cred_def_id: CredDefId) -> RegistryState | None:
        found = await revocation.active_registry(self.client, cred_def_id)
        if found is None or not await self.tails.is_available(found.tails_url, found.tails_hash):
            return None
        return found

    async def create_offer(self, cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str) -> ExchangeId:
        return await issue_credential.create_offer(self.client, cred_def_id, attributes, comment)

    async def send_offer(
        self, connection_id: ConnectionId, cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str
    ) -> ExchangeId:
        for each in await issue_credential.exchanges(self.client, "issuer", connection_id=connection_id):
            same = each.cred_def_id == cred_def_id and each.attributes == attributes
            if same and each.state is CredentialState.OFFER_SENT:
                return each.exchange_id
        return await issue_credential.send_offer(self.client, connection_id, cred_def_id, attributes, comment)

    async def invite(self, exchange_id: ExchangeId, *, label: str, goal: str) -> CreatedInvitation:
        return await out_of_band.create_invitation(
            self.client, GoalCode.ISSUE, label=label, goal=goal, own_did=False, offer=exchange_id
        )

    async def credential_exchange(self, exchange_id: ExchangeId) -> CredentialExchange:
        return await issue_credential.exchange(self.client, exchange_id)

    async def credential_exchanges(self) -> Sequence[CredentialExchange]:
        return await issue_credential.exchanges(self.client, "issuer")

    async def invitation_was_scanned(self, invitation_id: InvitationId) -> bool:
        return await out_of_band.was_scanned(self.client, invitation_id)

    async def issue(self, seen: CredentialExchange) -> CredentialExchange:
        if seen.state in ISSUED:
            return seen
        return await issue_credential.issue(self.client, seen.exchange_id)

    async def registries(self, cred_def_id: CredDefId) -> Sequence[RegistryState]:
        return await revocation.registries(self.client, cred_def_id)

    async def keep_spare_registry(self, cred_def_id: CredDefId, size: int) -> None:
        await registry.keep_spare(self.client, await self._issuer_did(), cred_def_id, size)

    async def revoked(self, rev_reg_id: RevRegId) -> frozenset[int]:
        return await revocation.revoked_on_ledger(self.client, rev_reg_id)

    async def revoke(self, rev_reg_id: RevRegId, cred_rev_ids: Collection[int]) -> None:
        for _ in range(PUBLICATIONS):
            left = frozenset(cred_rev_ids) - await self.revoked(rev_reg_id)
            if not left:
                return
            await revocation.revoke(self.client, rev_reg_id, left)
        if not frozenset(cred_rev_ids) <= await self.revoked(rev_reg_id):
            raise AgentUnavailable(NOT_PUBLISHED, next_step=REVOKE_AGAIN)

    async def send_revocation_notice(
        self, connection_id: ConnectionId, rev_reg_id: RevRegId, cred_rev_id: int, comment: str
    ) -> None:
        await revocation_notice.send(self.client, connection_id, rev_reg_id, cred_rev_id, comment)

    async def delete_credential_exchange(self, exchange_id: ExchangeId) -> None:
        await issue_credential.delete(self.client, exchange_id)

    async def delete_invitation(self, invitation_id: InvitationId) -> None:
        """Withdraw it when nobody took it up. A connection stays: the wallet reuses it, and would talk to nobody."""
        await out_of_band.delete_invitation(self.client, invitation_id)


_: type[IssuerAgent] = AcaPyIssuer
