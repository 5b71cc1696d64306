"""For those who ask for consent: what they send, and what they may know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from wallet_api.domain.claim import MAX_PURPOSE, claimed_purpose
from wallet_api.domain.consent.asking import Action, Purpose
from wallet_api.domain.consent.life import LONGEST_DAYS
from wallet_api.domain.consent.record import handle_of
from wallet_api.routes.account_bodies import Wanted
from wallet_api.services.consent.asked import Asked, Told, Wish
from wallet_api.store.consents import SignedReceipt


class NewRequest(Wanted):
    """What is asked for; of whom, the patient says by taking the link up."""

    request_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,64}$", repr=False)]
    """Drawn by the caller, at least 128 random bits. Sent again, it is the same request."""
    purpose: Purpose
    kinds: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None = None
    """For how long; null for just this visit (twelve hours)."""
    note: Annotated[str, Field(max_length=MAX_PURPOSE)] = ""
    """Why, in words for the patient."""
    for_all: bool = False
    """Whether everybody of the organisation in the asker's role is to see it, and not the asker alone."""
    action: Action = Action.ACCESS
    """`access`, to look; or `collect`, to put records of these categories in."""
    consent_id: Annotated[str, Field(max_length=64)] | None = None
    """An earlier consent of the same patient's to the asker: they are asked at once, without a link."""

    def wish(self) -> Wish:
        return Wish(
            self.request_id, self.purpose, tuple(dict.fromkeys(self.kinds)), self.days, claimed_purpose(self.note),
            self.for_all, self.consent_id, self.action,
        )  # fmt: skip


class SharedItem(BaseModel):
    handle: str
    """What the item is called here: in no other consent it is called so."""
    kind: str
    sensitivity: str


class RequestAsked(BaseModel):
    consent_id: str
    state: Told
    link: str | None
    """For the patient, as a QR code or to tap; null once it is of no more use."""
    link_until: datetime | None

    @classmethod
    def of(cls, asked: Asked, link: str) -> "RequestAsked":
        return cls(
            consent_id=asked.consent_id, state=asked.told, link=link if asked.told is Told.WAITING else None,
            link_until=asked.link_until,
        )  # fmt: skip


class SharedConsent(BaseModel):
    """As the asker may know it."""

    consent_id: str
    state: Told
    action: Action | None
    purpose: Purpose | None
    items: Sequence[SharedItem]
    starts_at: datetime | None
    ends_at: datetime | None
    """It holds until just before this moment, if nothing ends it before."""
    receipt: str | None
    """Of the version that is in force: a JWT (GET /v1/consent-receipt-keys)."""
    countersigned: bool

    @classmethod
    def of(cls, asked: Asked, receipt: SignedReceipt | None) -> "SharedConsent":
        record, found = asked.record, receipt
        items = record.items if record else ()
        return cls(
            consent_id=asked.consent_id, state=asked.told, action=record.action if record else None,
            purpose=record.purpose if record else None,
            items=[
                SharedItem(handle=handle_of(asked.consent_id, each.id), kind=each.kind, sensitivity=each.sensitivity)
                for each in items
            ],
            starts_at=record.starts_at if record else None, ends_at=record.ends_at if record else None,
            receipt=found.signed if found else None,
            countersigned=found is not None and found.countersignature is not None,
        )  # fmt: skip


class SharedConsents(BaseModel):
    consents: Sequence[SharedConsent]


class Countersignature(Wanted):
    signature: Annotated[str, Field(min_length=1, max_length=2000)]
    """A detached JWS (RFC 7797, `b64` false) over the receipt's text, by the key that signed the request."""
