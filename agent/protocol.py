"""States, roles and identifiers of the Aries protocols and AnonCreds that Salus speaks.

Sources: RFC 0434 (out of band 1.1), RFC 0023 (DID exchange 1.1), RFC 0453 (issue credential 2.0),
RFC 0454 (present proof 2.0), RFC 0183 (revocation notification 1.0), AnonCreds
Specification v1.0. The values are those of the wire.
"""

from enum import StrEnum
from typing import NewType

Did = NewType("Did", str)
Verkey = NewType("Verkey", str)
SchemaId = NewType("SchemaId", str)
CredDefId = NewType("CredDefId", str)
RevRegId = NewType("RevRegId", str)
ConnectionId = NewType("ConnectionId", str)
ExchangeId = NewType("ExchangeId", str)
"""The agent's name for one credential or presentation exchange."""
ThreadId = NewType("ThreadId", str)
InvitationId = NewType("InvitationId", str)
"""`@id` of an out-of-band invitation: the same at both ends."""
CredentialId = NewType("CredentialId", str)
"""The holder agent's name for a stored credential."""

CLOCK_SKEW_S = 300
"""How far validators let the clock of the one who proposes be off (plenum: ACCEPTABLE_DEVIATION_PREPREPARE_SECS)."""
HANDSHAKE_PROTOCOLS = ("https://didcomm.org/didexchange/1.1", "https://didcomm.org/didexchange/1.0")
INVITATION_TYPES = ("https://didcomm.org/out-of-band/1.1/invitation", "https://didcomm.org/out-of-band/1.0/invitation")


class AgentRole(StrEnum):
    ISSUER = "issuer"
    VERIFIER = "verifier"
    WALLET = "wallet"


class LedgerRole(StrEnum):
    """Role of a DID on an Indy ledger (NYM transaction)."""

    ENDORSER = "ENDORSER"
    NONE = "NONE"


class Topic(StrEnum):
    """Topics of the agent's webhooks that Salus reads."""

    CONNECTIONS = "connections"
    OUT_OF_BAND = "out_of_band"
    ISSUE_CREDENTIAL = "issue_credential_v2_0"
    PRESENT_PROOF = "present_proof_v2_0"
    REVOCATION_NOTICE = "revocation-notification"


class CredentialState(StrEnum):
    """RFC 0453, as the agent names them."""

    PROPOSAL_SENT = "proposal-sent"
    PROPOSAL_RECEIVED = "proposal-received"
    OFFER_SENT = "offer-sent"
    OFFER_RECEIVED = "offer-received"
    REQUEST_SENT = "request-sent"
    REQUEST_RECEIVED = "request-received"
    CREDENTIAL_ISSUED = "credential-issued"
    CREDENTIAL_RECEIVED = "credential-received"
    DONE = "done"
    CREDENTIAL_REVOKED = "credential-revoked"
    ABANDONED = "abandoned"
    DELETED = "deleted"


class PresentationState(StrEnum):
    """RFC 0454, as the agent names them."""

    PROPOSAL_SENT = "proposal-sent"
    PROPOSAL_RECEIVED = "proposal-received"
    REQUEST_SENT = "request-sent"
    REQUEST_RECEIVED = "request-received"
    PRESENTATION_SENT = "presentation-sent"
    PRESENTATION_RECEIVED = "presentation-received"
    DONE = "done"
    ABANDONED = "abandoned"
    DELETED = "deleted"
