"""An agent that breaks off where a test says, which a real one cannot be made to do at a given point.

Only what such tests need of the ports is there; journeys with the real agent are in tests/flows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.errors import AgentRecordNotFound, AgentUnavailable
from agent.ports import HeldCredential, Match, PresentationExchange, ProofRequest, Selection, Tenant
from agent.protocol import CredDefId, CredentialId, ExchangeId, PresentationState, SchemaId, ThreadId


def card(credential_id: str, **attributes: str) -> HeldCredential:
    return HeldCredential(
        CredentialId(credential_id), SchemaId("D:2:vaccination:1.0"), CredDefId("D:3:CL:1:default"), None, None,
        attributes,
    )  # fmt: skip


def exchange(exchange_id: ExchangeId) -> PresentationExchange:
    return PresentationExchange(
        exchange_id, ThreadId("thread"), PresentationState.REQUEST_RECEIVED, None, ProofRequest({}), None, None, None,
        None,
    )  # fmt: skip


@dataclass
class BrokenAgent:
    """A wallet host and the holder of its only tenant."""

    held: list[HeldCredential] = field(default_factory=list)
    revoked: dict[str, bool | None] = field(default_factory=dict)
    """None: it cannot be told."""
    exchanges: dict[str, PresentationExchange] = field(default_factory=dict)
    answers: list[bool] = field(default_factory=list)
    """Of each `present` to come: whether the proof leaves before the agent breaks off. None to come: all goes well."""
    referents: frozenset[str] = frozenset()

    def holder(self, tenant: Tenant) -> "BrokenAgent":
        return self

    async def is_ready(self) -> bool:
        return True

    async def credentials(self) -> Sequence[HeldCredential]:
        return self.held

    async def is_revoked(self, credential_id: CredentialId) -> bool:
        found = self.revoked.get(credential_id, False)
        if found is None:
            raise AgentUnavailable("The ledger is silent.")
        return found

    async def matches(self, exchange_id: ExchangeId) -> Sequence[Match]:
        return [Match(each, self.referents) for each in self.held]

    async def presentation_exchange(self, exchange_id: ExchangeId) -> PresentationExchange:
        if exchange_id not in self.exchanges:
            raise AgentRecordNotFound("There is no such exchange.")
        return self.exchanges[exchange_id]

    async def present(self, seen: PresentationExchange, selection: Selection) -> None:
        leaves = self.answers.pop(0) if self.answers else None
        if leaves is not False:
            self.exchanges[seen.exchange_id] = replace(seen, state=PresentationState.PRESENTATION_SENT)
        if leaves is not None:
            raise AgentUnavailable("The agent broke off.")

    async def decline_request(self, exchange_id: ExchangeId, reason: str) -> None:
        return None

    async def delete_presentation_exchange(self, exchange_id: ExchangeId) -> None:
        self.exchanges.pop(exchange_id, None)
