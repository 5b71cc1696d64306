"""The running stack of the flow tests, and everybody around it."""

from dataclasses import dataclass, field, replace

from agent.acapy.settings import AgentSettings
from agent.ledger.pool.pool import EmbeddedPool
from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.parties import Clerk, Clinic, Json, Phone
from salus.stack import Stack
from tests.flows.gate import Mode, WebhookGate

HASTY = "measles-hasty"
"""A request template that gives ten seconds to answer."""
NAMED = "named-vaccination"
"""A request template by which the name is shown, and nothing is kept."""
WIDE = "measles-wide"
"""A request template that asks to see seven values."""
SMALL_REGISTRY = 5
"""Room of a registry of allergies, and of one of their lists."""


@dataclass(frozen=True)
class GatedLayout(MachineLayout):
    gates: dict[AgentRole, WebhookGate] = field(default_factory=dict)

    def agent(self, role: AgentRole) -> AgentSettings:
        return replace(super().agent(role), webhook_url=self.gates[role].url)


@dataclass
class World:
    """The running stack and everybody around it."""

    stack: Stack
    directory: DataDirectory
    gates: dict[AgentRole, WebhookGate]
    pool: EmbeddedPool

    def clerk(self) -> Clerk:
        return Clerk(self.stack.url(AgentRole.ISSUER), self.stack.api_key(AgentRole.ISSUER))

    def clinic(self) -> Clinic:
        return Clinic(self.stack.url(AgentRole.VERIFIER), self.stack.api_key(AgentRole.VERIFIER))

    async def phone(self, label: str = "test") -> Phone:
        phone = Phone(self.stack.url(AgentRole.WALLET))
        await phone.sign_up(label)
        return phone

    async def states_of_types(self) -> dict[str, str]:
        clerk = self.clerk()
        types = (await clerk.get("/v1/credential-types"))["credential_types"]
        await clerk.aclose()
        return {each["name"]: each["state"] for each in types}

    async def edition_of_trust(self) -> int:
        clinic = self.clinic()
        registry = await clinic.get("/v1/trust-registry")
        await clinic.aclose()
        return int(registry["sequence"])

    def set_mode(self, mode: Mode) -> None:
        for gate in self.gates.values():
            gate.mode = mode


@dataclass(frozen=True)
class Publication:
    """What `salus issuer publish` found, and what it told."""

    states_before: dict[str, str]
    edition_before: int
    """Of the organisations that the clinic trusts."""
    types: list[Json]
