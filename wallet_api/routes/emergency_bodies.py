"""Emergency cards and emergencies, as the patient's app and those who ask see them, and what they send."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from wallet_api.domain.allergies import Allergy, Criticality
from wallet_api.domain.card_type import Words
from wallet_api.domain.claim import MAX_REASON, claimed_reason
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.emergency import Emergency, EmergencyState
from wallet_api.domain.organisation import Organisations
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.consent_bodies import AskerBody
from wallet_api.services.emergency.breaking import Wish


class EmergencyCardBody(BaseModel):
    is_on: bool
    since: datetime | None
    code: Annotated[str | None, Field(repr=False)]
    """As it is printed; null while it is off."""
    link: Annotated[str | None, Field(repr=False)]
    """With the code, for a QR code: it shows nothing to who opens it."""


class AllergyBody(BaseModel):
    name: Words
    criticality: Criticality | None
    """Null: that no allergy is known."""

    @classmethod
    def of(cls, allergy: Allergy) -> "AllergyBody":
        return cls(name=allergy.name, criticality=allergy.criticality)


class AllergiesShown(BaseModel):
    """What would be shown now, the most critical first."""

    allergies: Sequence[AllergyBody]


class EmergencyBody(BaseModel):
    """That somebody broke the glass."""

    emergency_id: str
    state: EmergencyState
    asker: AskerBody
    second: AskerBody | None
    """Who confirmed it."""
    is_alone: bool
    """Whether the asker said that nobody else was on duty."""
    reason: str | None
    """In the asker's own words: a claim. Null where it cannot be opened any more."""
    at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, each: Emergency, reason: str | None, registry: Organisations, now: datetime) -> "EmergencyBody":
        return cls(
            emergency_id=each.id, state=each.state_at(now), asker=AskerBody.of(each.asker, registry),
            second=AskerBody.of(each.second, registry) if each.second else None, is_alone=each.is_alone, reason=reason,
            at=each.created_at, ends_at=each.ends_at,
        )  # fmt: skip


class EmergencyList(BaseModel):
    emergencies: Sequence[EmergencyBody]


class NewEmergency(Wanted):
    request_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,64}$", repr=False)]
    """Drawn by the caller, at least 128 random bits. Sent again, it is the same request."""
    code: Annotated[str, Field(min_length=1, max_length=300, repr=False)]
    """The code on the patient's emergency card, or the link of its QR code."""
    purpose: Purpose = Purpose.EMERGENCY
    reason: Annotated[str, Field(max_length=MAX_REASON, repr=False)]
    """What happened, in words for the patient."""
    is_alone: bool = False
    """That nobody else is on duty who could confirm it; it is written down."""

    def wish(self) -> Wish:
        return Wish(self.request_id, self.code, self.purpose, claimed_reason(self.reason), self.is_alone)


class SharedEmergency(BaseModel):
    """As those who ask may know it."""

    emergency_id: str
    state: EmergencyState
    is_yours: bool
    asked_by: str
    second: str | None
    is_alone: bool
    reason: str | None
    """Null in a list."""
    at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, each: Emergency, asker_id: str, now: datetime, reason: str | None = None) -> "SharedEmergency":
        return cls(
            emergency_id=each.id, state=each.state_at(now), is_yours=each.asker_id == asker_id,
            asked_by=each.asker.name, second=each.second.name if each.second else None, is_alone=each.is_alone,
            reason=reason, at=each.created_at, ends_at=each.ends_at,
        )  # fmt: skip


class SharedEmergencies(BaseModel):
    emergencies: Sequence[SharedEmergency]
