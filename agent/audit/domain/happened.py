"""What a service says of an act: who did what, about whom or what, for which purpose, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.audit.domain.words import Kind, Outcome, Purpose


@dataclass(frozen=True)
class Named:
    """An actor or a record: of which kind, and its id, if it has one."""

    kind: str
    id: str | None = None

    @property
    def text(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Happened:
    kind: Kind
    act: str
    """The service's own word."""
    actor: Named
    subject: Named
    outcome: Outcome = Outcome.DONE
    purpose: Purpose | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    """More that was so. It is sealed, and still no place for a value of a credential."""
    sealed_for: Named | None = None
    """By whose key it is sealed, and with whom it is erased; the subject's if not said."""

    @property
    def owner(self) -> str:
        return (self.sealed_for or self.subject).text
