"""How far a credential type is published on the ledger: schema, credential definition, revocation registry, tails."""

from dataclasses import dataclass
from enum import StrEnum

from agent.protocol import CredDefId, RevRegId, SchemaId


class PublicationState(StrEnum):
    WAITING = "waiting"
    """For the agent, its DID's registration, or the cure of a problem."""
    PUBLISHING = "publishing"
    READY = "ready"
    """Credentials of it can be offered."""


@dataclass(frozen=True)
class PublicationProblem:
    code: str
    sentence: str


@dataclass(frozen=True)
class Publication:
    credential_type: str
    type_version: str
    state: PublicationState = PublicationState.WAITING
    schema_id: SchemaId | None = None
    cred_def_id: CredDefId | None = None
    rev_reg_id: RevRegId | None = None
    """The registry that was active when it was last looked at."""
    tag_number: int = 1
    """A definition whose keys the agent lost is spent, and the next tag is used."""
    problem: PublicationProblem | None = None

    @property
    def tag(self) -> str:
        return f"v{self.tag_number}"
