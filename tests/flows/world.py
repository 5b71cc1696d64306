"""The running stack of the flow tests, and everybody around it."""

from dataclasses import dataclass, field, replace

from agent.acapy.settings import AgentSettings
from agent.ledger.pool.pool import EmbeddedPool
from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.parties import Clerk, Clinic, Phone
from salus.stack import Stack
from tests.flows.gate import Mode, WebhookGate

HASTY = "measles-hasty"
"""A request template that gives ten seconds to answer."""
NAMED = "named-vaccination"
"""A request template by which the name is shown, and nothing is kept."""
WIDE = "measles-wide"
"""A request template that asks to see seven values."""


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

    def set_mode(self, mode: Mode) -> None:
        for gate in self.gates.values():
            gate.mode = mode
