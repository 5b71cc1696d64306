"""What a clerk looks for among the offers.

By what stays of an offer: of the values only the issuer's pseudonym of the patient and the lot number do, and neither
belongs into an address.
"""

import re
from dataclasses import dataclass, field

from issuer.domain.claims import canonical_text
from issuer.domain.offer import OfferState

_ID_PART = re.compile(r"[0-9a-f-]{1,36}")


@dataclass(frozen=True)
class OfferSearch:
    id_begins: str = ""
    state: OfferState | None = None
    credential_type: str | None = None
    subject_id: str | None = field(default=None, repr=False)
    lot_number: str | None = None

    @property
    def is_for_all(self) -> bool:
        return self == EVERY_OFFER


EVERY_OFFER = OfferSearch()


def as_id_part(text: str) -> str | None:
    """The beginning of an offer's id as somebody typed it; None if no id begins like that."""
    part = text.strip().lower()
    return part if not part or _ID_PART.fullmatch(part) else None


def as_issued(text: str) -> str | None:
    """A pseudonym or a lot number in the form that credentials have it in; None if none can have it."""
    try:
        return canonical_text(text.strip()) or None
    except ValueError:
        return None
