"""What the three services ask of their agents, in the field's words and without a vendor's name.

`agent.acapy` implements these ports; another agent would implement the same. Every value that comes back is typed here
and nowhere is a raw record passed on. All calls raise AgentUnavailable, AgentRefused or AgentRecordNotFound.
Values of attributes are `Mapping[str, str]`, as AnonCreds defines them.
A step of an exchange takes the exchange as its caller has just read it (`seen`) and leaves alone what is done already:
an agent may abandon an exchange when a step is done twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NewType, Protocol

from agent.protocol import (
    ConnectionId,
    CredDefId,
    CredentialId,
    CredentialState,
    Did,
    ExchangeId,
    InvitationId,
    PresentationState,
    RevRegId,
    SchemaId,
    ThreadId,
    Topic,
    Verkey,
)

Invitation = NewType("Invitation", dict[str, Any])
"""An out-of-band invitation (RFC 0434) as JSON: handed on, never looked into but by agent.invitation."""
ProofRequest = NewType("ProofRequest", dict[str, Any])
"""An AnonCreds presentation request as JSON."""
Presentation = NewType("Presentation", dict[str, Any])
"""An AnonCreds presentation as JSON, as the holder sent it: untrusted."""


@dataclass(frozen=True)
class DidKey:
    did: Did
    verkey: Verkey


@dataclass(frozen=True)
class Hint:
    """What a webhook told: that something of this record may have changed. Never the truth of it."""

    topic: Topic
    record_id: str
    """connection_id, oob_id, cred_ex_id or pres_ex_id; of a revocation notice, rev_reg_id::cred_rev_id."""
    state: str
    tenant_id: str | None = None
    """The agent's wallet id of the tenant, of a wallet agent."""
    invitation_id: InvitationId | None = None
    connection_id: ConnectionId | None = None


@dataclass(frozen=True)
class CreatedInvitation:
    invitation_id: InvitationId
    invitation: Invitation
    exchange_id: ExchangeId | None = None
    """Of the request that it carries, if it does."""


@dataclass(frozen=True)
class CredentialExchange:
    """One issuance (RFC 0453), seen from either end."""

    exchange_id: ExchangeId
    thread_id: ThreadId
    state: CredentialState
    connection_id: ConnectionId | None
    cred_def_id: CredDefId | None
    schema_id: SchemaId | None
    attributes: Mapping[str, str] = field(repr=False)
    """The offered values: personal. Never logged."""
    comment: str | None
    rev_reg_id: RevRegId | None
    cred_rev_id: int | None
    credential_id: CredentialId | None
    error: str | None
    parent_thread_id: ThreadId | None = None
    """`@id` of the invitation that carried it."""


@dataclass(frozen=True)
class PresentationExchange:
    """One verification (RFC 0454), seen from either end."""

    exchange_id: ExchangeId
    thread_id: ThreadId
    state: PresentationState
    connection_id: ConnectionId | None
    request: ProofRequest
    presentation: Presentation | None = field(repr=False)
    verified: bool | None
    comment: str | None
    error: str | None
    parent_thread_id: ThreadId | None = None


@dataclass(frozen=True)
class RegistryState:
    """A revocation registry of a credential definition."""

    rev_reg_id: RevRegId
    tails_url: str
    tails_hash: str
    size: int


class PublicIdentity(Protocol):
    """The agent's DID on the ledger."""

    async def is_ready(self) -> bool: ...

    async def public_did(self) -> DidKey | None: ...

    async def local_did(self) -> DidKey:
        """The DID meant to become public: created at the first call, the same one ever after."""
        ...

    async def make_public(self, did: Did) -> None:
        """Announce a DID that is registered on the ledger as this agent's public DID. Safe to repeat."""
        ...


class IssuerAgent(PublicIdentity, Protocol):
    async def ensure_schema(self, name: str, version: str, attributes: Sequence[str]) -> SchemaId:
        """Publish, or find, the schema of this issuer with this name and version."""
        ...

    async def ensure_credential_definition(self, schema_id: SchemaId, tag: str, registry_size: int) -> CredDefId:
        """Publish, or find, the revocable credential definition of this schema and tag."""
        ...

    async def active_registry(self, cred_def_id: CredDefId) -> RegistryState | None:
        """The registry that the next credential uses; None while it is not ready."""
        ...

    async def create_offer(self, cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str) -> ExchangeId: ...

    async def send_offer(
        self, connection_id: ConnectionId, cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str
    ) -> ExchangeId:
        """Offer over a connection. An offer of these values that was sent before and is open is found, not sent again.

        Raises AgentRefused when there is no such connection any more.
        """
        ...

    async def invite(self, exchange_id: ExchangeId, *, label: str, goal: str) -> CreatedInvitation:
        """A one-use invitation with handshake that carries the offer or request."""
        ...

    async def credential_exchange(self, exchange_id: ExchangeId) -> CredentialExchange: ...

    async def credential_exchanges(self) -> Sequence[CredentialExchange]: ...

    async def invitation_was_scanned(self, invitation_id: InvitationId) -> bool:
        """Whether some wallet has begun a handshake on it."""
        ...

    async def issue(self, seen: CredentialExchange) -> CredentialExchange:
        """Answer a request with the credential. The caller serialises per credential definition."""
        ...

    async def registries(self, cred_def_id: CredDefId) -> Sequence[RegistryState]:
        """All that are published for the definition: full ones, the active one, spare ones."""
        ...

    async def keep_spare_registry(self, cred_def_id: CredDefId, size: int) -> None:
        """See that one more registry than the active one is ready, making it if need be. Takes its time."""
        ...

    async def revoked(self, rev_reg_id: RevRegId) -> frozenset[int]:
        """The revoked indexes on the ledger's list, not merely the agent's."""
        ...

    async def revoke(self, rev_reg_id: RevRegId, cred_rev_ids: Collection[int]) -> None:
        """Revoke all of these in one publication, and see them on the ledger. Safe to repeat.

        The caller serialises per credential definition, together with `issue`.
        """
        ...

    async def send_revocation_notice(
        self, connection_id: ConnectionId, rev_reg_id: RevRegId, cred_rev_id: int, comment: str
    ) -> None:
        """Tell the holder (RFC 0183). Returns when the agent has it to send; nobody acknowledges it."""
        ...

    async def delete_credential_exchange(self, exchange_id: ExchangeId) -> None: ...

    async def delete_invitation(self, invitation_id: InvitationId) -> None: ...


class VerifierAgent(PublicIdentity, Protocol):
    async def invite(self, *, label: str, goal: str) -> CreatedInvitation:
        """A one-use invitation to connect; the request follows over the connection.

        Not inside the invitation: a decline of a request that came with a handshake is dropped on its way back.
        """
        ...

    async def invite_with_request(
        self, request: ProofRequest, comment: str, *, label: str, goal: str
    ) -> CreatedInvitation:
        """A one-use invitation that carries the request (RFC 0434, requests~attach) and wants no connection.

        Answer and decline come back to the key that it names.
        """
        ...

    async def connection_made(self, invitation_id: InvitationId) -> ConnectionId | None:
        """The connection that a wallet has made on it, once it can carry a request."""
        ...

    async def send_request(self, connection_id: ConnectionId, request: ProofRequest, comment: str) -> ExchangeId:
        """Ask over a connection. A request with this nonce that was sent before is found, not sent again."""
        ...

    async def presentation_exchange(self, exchange_id: ExchangeId) -> PresentationExchange: ...

    async def verify(self, exchange_id: ExchangeId) -> PresentationExchange:
        """Check the cryptography of the received presentation against the ledger; `verified` says the result."""
        ...

    async def forget(self, invitation_id: InvitationId, exchange_id: ExchangeId | None) -> None:
        """Remove all that came of an invitation: exchange, connection, the DIDs and keys of both ends."""
        ...


@dataclass(frozen=True)
class HeldCredential:
    credential_id: CredentialId
    schema_id: SchemaId
    cred_def_id: CredDefId
    rev_reg_id: RevRegId | None
    cred_rev_id: int | None
    attributes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Match:
    """A held credential that satisfies these referents' restrictions."""

    credential: HeldCredential
    referents: frozenset[str]


@dataclass(frozen=True)
class Selection:
    """Which credential answers which referent of a request."""

    revealed: Mapping[str, CredentialId] = field(default_factory=dict)
    predicates: Mapping[str, CredentialId] = field(default_factory=dict)


@dataclass(frozen=True)
class ReceivedInvitation:
    invitation_id: InvitationId
    oob_id: str
    connection_id: ConnectionId | None


@dataclass(frozen=True)
class Tenant:
    tenant_id: str
    token: str = field(repr=False)


class HolderAgent(Protocol):
    """One patient's wallet inside the wallet agent."""

    async def receive_invitation(self, invitation: Invitation) -> ReceivedInvitation:
        """Begin the handshake; the offer or request inside shows up as an exchange when it is done."""
        ...

    async def forget_invitation(self, connection_id: ConnectionId) -> None:
        """Remove what a connection was made on; an offer that it carried has personal values. Safe to repeat."""
        ...

    async def credential_exchanges(self, state: CredentialState | None = None) -> Sequence[CredentialExchange]:
        """All, or those in one state; the more are over, the more all of them cost."""
        ...

    async def credential_exchange(self, exchange_id: ExchangeId) -> CredentialExchange: ...

    async def accept_offer(self, seen: CredentialExchange) -> None:
        """Ask for the offered credential; it is stored by itself when it comes."""
        ...

    async def store(self, seen: CredentialExchange) -> None:
        """Store a credential that was received and not stored (after a crash in between)."""
        ...

    async def decline_offer(self, exchange_id: ExchangeId, reason: str) -> None: ...

    async def delete_credential_exchange(self, exchange_id: ExchangeId) -> None: ...

    async def credentials(self) -> Sequence[HeldCredential]: ...

    async def is_revoked(self, credential_id: CredentialId) -> bool: ...

    async def delete_credential(self, credential_id: CredentialId) -> None:
        """Safe to repeat."""
        ...

    async def presentation_exchanges(self, state: PresentationState | None = None) -> Sequence[PresentationExchange]:
        """As with credentials."""
        ...

    async def presentation_exchange(self, exchange_id: ExchangeId) -> PresentationExchange: ...

    async def matches(self, exchange_id: ExchangeId) -> Sequence[Match]: ...

    async def present(self, seen: PresentationExchange, selection: Selection) -> None: ...

    async def decline_request(self, exchange_id: ExchangeId, reason: str) -> None: ...

    async def delete_presentation_exchange(self, exchange_id: ExchangeId) -> None: ...


class WalletHost(Protocol):
    """The wallet agent, which holds one tenant per patient."""

    async def is_ready(self) -> bool: ...

    async def create_tenant(self, label: str) -> Tenant: ...

    async def delete_tenant(self, tenant_id: str) -> None:
        """With all that it holds, for good. Safe to repeat."""
        ...

    def holder(self, tenant: Tenant) -> HolderAgent: ...
