"""A record: a document or a FHIR resource that a patient keeps, and what is said about it.

Decides: which kinds of content there are and that a content is what it says it is; how large it may be. Leaves out:
how it is encrypted and where it lies.
Sources: RFC 6838 (media types), HL7 FHIR R4 (application/fhir+json), DICOM PS3.10 section 7.1 (preamble), HL7 v3
Confidentiality.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from wallet_api.domain.card_type import Words
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.consent.record import ProvenAsker

MAX_CONTENT_BYTES = 50 * 1024 * 1024
MAX_RESOURCE_BYTES = 5 * 1024 * 1024
"""Of a FHIR resource, which is read whole; a document is not."""
HEAD_BYTES = 132
"""What is_what_it_says needs of a content."""


class RecordState(StrEnum):
    AWAITED = "awaited"
    """Announced; its content has not come, or not whole."""
    KEPT = "kept"


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DICOM = "application/dicom"
    TEXT = "text/plain"
    FHIR = "application/fhir+json"

    @property
    def max_bytes(self) -> int:
        return MAX_RESOURCE_BYTES if self is MediaType.FHIR else MAX_CONTENT_BYTES


class Category(StrEnum):
    """What a person would look for it under; consents name items of these kinds."""

    LABORATORY = "laboratory"
    IMAGING = "imaging"
    MEDICATION = "medication"
    MENTAL_HEALTH = "mental-health"
    LETTER = "letter"
    OTHER = "other"


CATEGORY_WORDS: Mapping[Category, Words] = {
    Category.LABORATORY: {"en": "Laboratory", "de": "Labor", "ar": "مختبر"},
    Category.IMAGING: {"en": "X-rays and scans", "de": "Röntgen und andere Bilder", "ar": "أشعة وصور"},
    Category.MEDICATION: {"en": "Medicines", "de": "Arzneimittel", "ar": "أدوية"},
    Category.MENTAL_HEALTH: {"en": "Mental health", "de": "Seelische Gesundheit", "ar": "الصحة النفسية"},
    Category.LETTER: {"en": "Letters", "de": "Briefe", "ar": "رسائل طبية"},
    Category.OTHER: {"en": "Other documents", "de": "Andere Unterlagen", "ar": "وثائق أخرى"},
}


class Source(StrEnum):
    """Who put it in."""

    PATIENT = "patient"
    ORGANISATION = "organisation"
    """With the patient's consent, and by a signature."""


@dataclass(frozen=True)
class Deposit:
    """That an organisation put a record in, and what shows it."""

    consent_id: str
    asker: ProvenAsker
    organisation_name: str
    """As the registry named it then."""
    at: datetime
    sha256: str
    """Of the content as it was sent."""
    statement: str = field(repr=False)
    """By the person's key: a JWT (deposit.py)."""
    badge: str = field(repr=False)
    """The organisation's word for the person and their key (agent/staff_badge.py): a JWT."""


@dataclass(frozen=True)
class About:
    """What is said of a record. All of it is encrypted with the record's key."""

    title: str
    category: Category
    sensitivity: Sensitivity
    day: date | None
    """Of the examination, the letter ..."""
    source: Source
    media_type: MediaType | None = None
    fhir_type: str | None = None
    salt: str = field(default="", repr=False)
    """32 random bytes, hexadecimal, of the commitment."""
    commitment: str | None = None
    """SHA-256 of the salt and the content's canonical form, hexadecimal."""
    deposit: Deposit | None = None
    """Where an organisation put it in."""


_BEGINNINGS = {
    MediaType.PDF: (0, b"%PDF-"),
    MediaType.JPEG: (0, b"\xff\xd8\xff"),
    MediaType.PNG: (0, b"\x89PNG\r\n\x1a\n"),
    MediaType.DICOM: (128, b"DICM"),
}


def is_what_it_says(media_type: MediaType, head: bytes) -> bool:
    """Whether a content that begins so (its first HEAD_BYTES, fewer if it is shorter) can be of this type."""
    if media_type in _BEGINNINGS:
        at, beginning = _BEGINNINGS[media_type]
        return head[at : at + len(beginning)] == beginning
    return bool(head) and b"\x00" not in head
