"""What a clerk looks for among the offers: never by a value of a patient's, since those are deleted early."""

import re
from dataclasses import dataclass

from issuer.domain.offer import OfferState

_ID_PART = re.compile(r"[0-9a-f-]{1,36}")


@dataclass(frozen=True)
class OfferSearch:
    id_begins: str = ""
    state: OfferState | None = None
    credential_type: str | None = None

    @property
    def is_for_all(self) -> bool:
        return self == EVERY_OFFER


EVERY_OFFER = OfferSearch()


def as_id_part(text: str) -> str | None:
    """The beginning of an offer's id as somebody typed it; None if no id begins like that."""
    part = text.strip().lower()
    return part if not part or _ID_PART.fullmatch(part) else None
