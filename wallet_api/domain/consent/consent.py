"""Consents, emergency cards and standing denials, as far as a decision needs them.

States: a consent is requested, then granted or denied; a granted one may be amended, withdrawn, or superseded by a
newer one. That it is expired is never written down: it follows from its period and the clock (`state_at`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wallet_api.domain.consent.asking import Action, Asker, Asking, Item, Purpose


class State(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"
    AMENDED = "amended"
    """In force, with other terms than those first granted."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


IN_FORCE = frozenset({State.GRANTED, State.AMENDED})


@dataclass(frozen=True)
class Recipient:
    """Whom the patient saw when granting: a person in a role of an organisation, or all who have a role there."""

    organisation: str
    person: str | None
    """None for everybody of the organisation."""
    roles: frozenset[str]
    """ISCO-08 codes; empty for any."""
    by_licence: bool = False
    """Whether the patient saw that the asker's role was shown by a licence."""

    def is_met_by(self, asker: Asker) -> bool:
        return (
            self.organisation == asker.organisation
            and self.person in (None, asker.person)
            and (not self.roles or asker.role in self.roles)
        )


@dataclass(frozen=True)
class Period:
    """From its start on, until just before its end."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Consent:
    id: str
    patient: str
    state: State
    recipient: Recipient
    purpose: Purpose
    items: tuple[Item, ...]
    """Each with the sensitivity that it had when it was granted."""
    period: Period
    action: Action = Action.ACCESS

    def item(self, item_id: str) -> Item | None:
        return next((each for each in self.items if each.id == item_id), None)


@dataclass(frozen=True)
class EmergencyCard:
    """That clinicians who break the glass may see the patient's allergies."""

    id: str
    patient: str
    state: State
    period: Period


@dataclass(frozen=True)
class StandingDenial:
    """What is refused whatever was granted; None is anybody, anything, any purpose."""

    id: str
    patient: str
    person: str | None
    organisation: str | None
    role: str | None
    purpose: Purpose | None
    kind: str | None

    def covers(self, asking: Asking) -> bool:
        asker = asking.asker
        return self.patient == asking.patient and self.is_about(
            asker.person, asker.organisation, asker.role, asking.purpose, asking.item.kind
        )

    def is_about(self, person: str, organisation: str, role: str, purpose: Purpose, kind: str) -> bool:
        return (
            self.person in (None, person)
            and self.organisation in (None, organisation)
            and self.role in (None, role)
            and self.purpose in (None, purpose)
            and self.kind in (None, kind)
        )


def state_at(state: State, period: Period | None, now: datetime) -> State:
    """What a consent is at this moment: one in force whose period is over has expired."""
    is_over = period is not None and period.end is not None and now >= period.end
    return State.EXPIRED if state in IN_FORCE and is_over else state
