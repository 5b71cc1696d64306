"""What is asked: by whom, of whose data, for what, and with which claim of an emergency.

Everything about the asker in here was proven before (agent/staff_badge.py); what was not is said by `Standing`.
Sources: HL7 v3 ActReason and Confidentiality; ISCO-08 (roles).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

CLINICIANS = frozenset({"2211", "2212", "2221", "2222", "2240", "3258"})
"""Who may break the glass (ISCO-08): doctors, nurses, midwives, paramedical practitioners, ambulance workers."""
ON_CARD = frozenset({"allergy", "allergy_list"})
"""The kinds of items on an emergency card: allergies and how critical they are, and nothing else."""
GLASS_STAYS_BROKEN = timedelta(hours=24)


class Action(StrEnum):
    """What is to be done (http://terminology.hl7.org/CodeSystem/consentaction)."""

    ACCESS = "access"
    """Somebody looks at an item."""
    COLLECT = "collect"
    """The wallet takes in what somebody puts into it."""


class Purpose(StrEnum):
    """What for (v3-ActReason)."""

    TREATMENT = "TREAT"
    EMERGENCY = "ETREAT"
    RESEARCH = "HRESCH"
    TRIAL = "CLINTRCH"
    PATIENT_REQUEST = "PATRQT"
    PAYMENT = "HPAYMT"
    OPERATIONS = "HOPERAT"
    PUBLIC_HEALTH = "PUBHLTH"


class Sensitivity(StrEnum):
    """How much harm it does in the wrong hands (v3-Confidentiality): normal, restricted, very restricted."""

    NORMAL = "N"
    RESTRICTED = "R"
    VERY_RESTRICTED = "V"

    @property
    def level(self) -> int:
        return "NRV".index(self.value)


class Standing(StrEnum):
    """What is proven of the asker now."""

    PROVEN = "proven"
    NOT_PROVEN = "not-proven"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_TRUSTED = "not-trusted"
    UNDECIDED = "undecided"


class RoleShown(StrEnum):
    """What the asker's role rests on."""

    BY_LICENCE = "licence"
    """A practitioner credential of an issuer whom the registry lets license for this role."""
    BY_WORD = "word"
    """The word of the organisation alone."""


@dataclass(frozen=True)
class Asker:
    person: str
    """As the organisation knows it."""
    organisation: str
    """Id in the registry of organisations."""
    role: str
    """ISCO-08 code."""
    standing: Standing
    shown: RoleShown


@dataclass(frozen=True)
class Item:
    id: str
    """In its wallet, which others never see (record.handle_of)."""
    kind: str
    """`laboratory`, `allergy`, ...: the type of a card, or the category of a record."""
    sensitivity: Sensitivity


@dataclass(frozen=True)
class BreakGlass:
    """That somebody is in danger and cannot be asked, by the asker's word."""

    since: datetime
    reason: str = field(repr=False)
    second_person: str | None
    """Who confirms it, as the organisation knows them, where there is one."""
    awaits_second: bool = False
    """Whether somebody is still to confirm it: the asker did not say that nobody else is on duty."""


@dataclass(frozen=True)
class Asking:
    asker: Asker
    patient: str
    """Id of the wallet."""
    purpose: Purpose
    item: Item
    signed_at: datetime
    """When the asker signed this request (DPoP, RFC 9449, `iat`)."""
    seen_before: bool
    """Whether this very request (its `jti`) came before."""
    glass: BreakGlass | None = None
    action: Action = Action.ACCESS
    """Where something is put in, the item is the place for its kind (place.py)."""
