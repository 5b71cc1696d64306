"""Consents as the patient's app sees them, and what it sends."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from wallet_api.domain.account import Relation
from wallet_api.domain.card_type import LANGUAGES, Words
from wallet_api.domain.claim import claimed_label
from wallet_api.domain.consent.asking import Action, Purpose, Sensitivity
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.life import LONGEST_DAYS, Terms
from wallet_api.domain.consent.reason import Reason
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker
from wallet_api.domain.consent.rules import DenialRecord, TemplateRecord, UseRecord
from wallet_api.domain.organisation import Organisations
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.services.consent.shelf import Shown

ItemId = Annotated[str, Field(min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None
KindWords = Mapping[str, Words]


class AskerBody(BaseModel):
    """Who asks, as their organisation vouched for them."""

    person: str
    """As the organisation knows them."""
    name: str
    role: str
    """ISCO-08 unit group."""
    organisation_id: str
    organisation: OrganisationBody | None
    """As the registry names it now; null where it is in it no more."""
    licensed_by: OrganisationBody | None
    """Whose practitioner card showed the role; null where the organisation's word alone says so, or the registry lets
    its issuer license for the role no more."""
    licence_checked_at: datetime | None

    @classmethod
    def of(cls, asker: ProvenAsker, registry: Organisations) -> "AskerBody":
        licence = asker.licence
        licensed_by = OrganisationBody.of(registry.licensing(licence.issuer, asker.role)) if licence else None
        return cls(
            licensed_by=licensed_by, licence_checked_at=licence.checked_at if licence and licensed_by else None,
            person=asker.person, name=asker.name, role=asker.role, organisation_id=asker.organisation,
            organisation=OrganisationBody.of(registry.of_id(asker.organisation)),
        )  # fmt: skip


class KindBody(BaseModel):
    kind: str
    label: Words

    @classmethod
    def of(cls, kind: str, known: KindWords) -> "KindBody":
        return cls(kind=kind, label=known.get(kind, dict.fromkeys(LANGUAGES, kind)))


class ItemBody(BaseModel):
    """Something that can be shared, as the patient knows it."""

    item_id: str
    kind: str
    label: Words
    """Of its kind."""
    title: str
    day: date | None
    sensitivity: Sensitivity

    @classmethod
    def of(cls, shown: Shown) -> "ItemBody":
        return cls(
            item_id=shown.item.id, kind=shown.item.kind, label=shown.label, title=shown.title, day=shown.day,
            sensitivity=shown.item.sensitivity,
        )  # fmt: skip


class ConsentBody(BaseModel):
    consent_id: str
    state: State
    version: int
    """0 while it is a request; each answer is one more."""
    asker: AskerBody
    for_all: bool
    """Whether everybody of the organisation in this role may look, and not this person alone."""
    action: Action
    """`access`: they want to look; `collect`: they want to put something in."""
    purpose: Purpose
    kinds: Sequence[KindBody]
    """What is asked for."""
    asked_days: int | None
    """Null: just this visit."""
    note: str
    """Why, in the asker's own words: a claim."""
    items: Sequence[str]
    """Ids of what is shared, as the last answer says."""
    starts_at: datetime | None
    ends_at: datetime | None
    """It ends at this moment by itself."""
    is_visit: bool
    answer_by: datetime
    given_by: Relation | None
    denied_by_rule: bool
    """Whether a rule of the patient's own refused it."""
    created_at: datetime
    changed_at: datetime


class ConsentShown(ConsentBody):
    offered: Sequence[ItemBody]
    """What of the wallet it is about, of which the patient chooses."""


class ConsentList(BaseModel):
    consents: Sequence[ConsentBody]


class TakingUp(Wanted):
    token: Annotated[str, Field(min_length=1, max_length=100, repr=False)]
    """The last part of the link."""


class Granting(Wanted):
    items: Annotated[list[ItemId], Field(max_length=500)]
    days: Days = None
    """Null: just this visit."""

    def terms(self) -> Terms:
        return Terms(tuple(self.items), self.days)


class ReceiptBody(BaseModel):
    receipt_id: str
    version: int
    signed: str
    """By this service: a JWT (GET /v1/consent-receipt-keys)."""
    countersignature: str | None
    """By who asked, over it: a detached JWS."""
    created_at: datetime


class ReceiptList(BaseModel):
    receipts: Sequence[ReceiptBody]


class UseBody(BaseModel):
    """That somebody looked or put something in, or was refused."""

    use_id: str
    consent_id: str
    asker: AskerBody
    action: Action
    purpose: Purpose
    item_id: str
    item_kind: str
    is_permitted: bool
    reason: Reason | None
    """Why not."""
    at: datetime

    @classmethod
    def of(cls, use: UseRecord, registry: Organisations) -> "UseBody":
        return cls(
            use_id=use.id, consent_id=use.consent_id, asker=AskerBody.of(use.asker, registry), action=use.action,
            purpose=use.purpose,
            item_id=use.item_id, item_kind=use.item_kind, is_permitted=use.is_permitted, reason=use.reason,
            at=use.created_at,
        )  # fmt: skip


class UseList(BaseModel):
    uses: Sequence[UseBody]


class NewDenial(Wanted):
    """Whom never to let look, and at what; what is left out is anybody, anything, any purpose."""

    organisation_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    person: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """As their organisation knows them; named together with it."""
    person_name: Annotated[str, Field(max_length=100)] | None = None
    role: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None
    purpose: Purpose | None = None
    kind: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> "NewDenial":
        if self.person is not None and self.organisation_id is None:
            raise ValueError("a person is one of an organisation")
        return self

    def record(self, record_id: str, wallet_id: str, now: datetime) -> DenialRecord:
        return DenialRecord(
            id=record_id, wallet_id=wallet_id, person=self.person, organisation=self.organisation_id, role=self.role,
            person_name=claimed_label(self.person_name or "") or None, purpose=self.purpose, kind=self.kind,
            created_at=now,
        )  # fmt: skip


class DenialBody(BaseModel):
    denial_id: str
    organisation_id: str | None
    organisation: OrganisationBody | None
    person: str | None
    person_name: str | None
    role: str | None
    purpose: Purpose | None
    kind: KindBody | None
    created_at: datetime

    @classmethod
    def of(cls, denial: DenialRecord, registry: Organisations, known: KindWords) -> "DenialBody":
        return cls(
            denial_id=denial.id, organisation_id=denial.organisation, person=denial.person, role=denial.role,
            organisation=OrganisationBody.of(registry.of_id(denial.organisation)), person_name=denial.person_name,
            purpose=denial.purpose, kind=KindBody.of(denial.kind, known) if denial.kind else None,
            created_at=denial.created_at,
        )  # fmt: skip


class DenialList(BaseModel):
    denials: Sequence[DenialBody]


class NewTemplate(Wanted):
    consent_id: Annotated[str, Field(max_length=64)]
    """Whose asker, purpose and kinds it takes."""
    days: Days = None


class TemplateBody(BaseModel):
    """Such as: my blood tests with Dr X for 30 days."""

    template_id: str
    asker: AskerBody
    for_all: bool
    purpose: Purpose
    kinds: Sequence[KindBody]
    days: int | None
    created_at: datetime

    @classmethod
    def of(cls, each: TemplateRecord, registry: Organisations, known: KindWords) -> "TemplateBody":
        return cls(
            template_id=each.id, asker=AskerBody.of(each.asker, registry), for_all=each.recipient.person is None,
            purpose=each.purpose, kinds=[KindBody.of(kind, known) for kind in each.kinds], days=each.days,
            created_at=each.created_at,
        )  # fmt: skip


class TemplateList(BaseModel):
    templates: Sequence[TemplateBody]


class Sharing(Wanted):
    items: Annotated[list[ItemId], Field(max_length=500)] | None = None
    """Of the template's kinds; null for all that there are."""


def consent_fields(record: ConsentRecord, note: str, now: datetime, registry: Organisations, known: KindWords) -> dict[
    str, object
]:  # fmt: skip
    """Of a ConsentBody."""
    return {
        "consent_id": record.id, "state": record.state_at(now), "version": record.version,
        "asker": AskerBody.of(record.asker, registry), "for_all": record.recipient.person is None,
        "action": record.action, "purpose": record.purpose,
        "kinds": [KindBody.of(kind, known) for kind in record.kinds],
        "asked_days": record.asked_days, "note": note, "items": [item.id for item in record.items],
        "starts_at": record.starts_at, "ends_at": record.ends_at, "is_visit": record.is_visit,
        "answer_by": record.answer_by, "given_by": record.given_by, "denied_by_rule": record.denial_id is not None,
        "created_at": record.created_at, "changed_at": record.changed_at,
    }  # fmt: skip
