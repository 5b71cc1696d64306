"""One row of what happened in a wallet, as the event sealed beside the log has it (FHIR R4 AuditEvent)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.audit.domain.event import ACTS, KINDS, OUTCOME_OF
from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind, Outcome

_SYSTEM = "urn:salus:"


@dataclass(frozen=True)
class Happening:
    event_id: str
    at: datetime
    kind: Kind
    act: str
    outcome: Outcome
    actor: Named
    subject: Named
    purpose: str | None
    """A code of v3-ActReason."""
    details: Mapping[str, str]
    is_proved: bool
    """Whether the tree has it; until then there is no evidence."""

    @property
    def asker(self) -> Named:
        """Who asked, also where somebody else answered."""
        kind, _, name = self.details.get("asker", "").partition(":")
        return Named(kind, name or None) if kind else self.actor

    def names(self, detail: str) -> Sequence[str]:
        """A list among the details."""
        return [each for each in self.details.get(detail, "").split(", ") if each]


def happening(event_id: str, event: Mapping[str, Any], *, is_proved: bool) -> Happening:
    """Of an event of `audit_event`."""
    words = {each["system"]: each["code"] for each in event["subtype"]}
    entity = event["entity"][0]
    return Happening(
        event_id=event_id,
        at=datetime.fromisoformat(event["recorded"]),
        kind=Kind(words[KINDS]),
        act=words[ACTS],
        outcome=OUTCOME_OF[event["outcome"]],
        actor=_named(event["agent"][0]["who"]),
        subject=_named(entity["what"]),
        purpose=next((each["coding"][0]["code"] for each in event.get("purposeOfEvent", ())), None),
        details={each["type"]: each["valueString"] for each in entity.get("detail", ())},
        is_proved=is_proved,
    )


def _named(reference: Mapping[str, Any]) -> Named:
    identifier = reference["identifier"]
    return Named(identifier["system"].removeprefix(_SYSTEM), identifier.get("value"))
