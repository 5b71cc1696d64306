"""What the desk asks a patient for, and what it knows of the answer, as the wallet service says (docs/consent.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PURPOSES: Mapping[str, str] = {
    "TREAT": "Treatment", "HRESCH": "Research", "CLINTRCH": "Clinical trial", "PATRQT": "The patient's own wish",
    "HPAYMT": "Payment", "HOPERAT": "Running the clinic", "PUBHLTH": "Public health",
}  # fmt: skip
"""HL7 v3-ActReason, without emergencies, in which nobody can be asked."""
KINDS: Mapping[str, str] = {
    "laboratory": "Laboratory", "imaging": "X-rays and scans", "medication": "Medicines",
    "mental-health": "Mental health", "letter": "Letters", "other": "Other documents", "vaccination": "Vaccinations",
    "allergy": "Allergies", "allergy_list": "List of allergies",
}  # fmt: skip
JOBS: Mapping[str, str] = {
    "2211": "doctor", "2212": "specialist doctor", "2221": "nurse", "2222": "midwife", "2240": "paramedic",
    "2262": "pharmacist", "3258": "ambulance worker",
}  # fmt: skip
"""Roles (ISCO-08 unit groups) in a desk's words."""
DAYS: Mapping[str, str] = {"": "Just this visit", "7": "7 days", "30": "30 days", "90": "90 days"}


@dataclass(frozen=True)
class Staffer:
    """For whom of the staff we vouch, and as what."""

    name: str
    """As patients read it, and as it stands on the practitioner card."""
    role: str | None = None
    """ISCO-08 unit group, for which our word alone is given. None: only what a practitioner card shows counts."""


@dataclass(frozen=True)
class Wish:
    request_id: str = field(repr=False)
    purpose: str
    kinds: tuple[str, ...]
    days: int | None
    note: str = field(repr=False)


class State(StrEnum):
    WAITING = "waiting"
    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Item:
    handle: str
    kind: str
    sensitivity: str


@dataclass(frozen=True)
class Asked:
    consent_id: str
    state: State
    link: str | None = field(repr=False)
    link_until: datetime | None


@dataclass(frozen=True)
class Consent:
    consent_id: str
    state: State
    purpose: str | None
    items: tuple[Item, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    receipt: str | None
    countersigned: bool

    @property
    def is_open(self) -> bool:
        """Whether the patient may still answer."""
        return self.state in (State.WAITING, State.REQUESTED)
