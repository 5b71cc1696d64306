"""What an organisation puts into a wallet, as who puts it in signs it.

The statement is a JWT by the person's own key: this very content (by its SHA-256), under this title, into this consent,
under this id. So nobody can move it to another wallet, or say it of another content. What the operator's registry and
the organisation's word said of the person then is kept with it.
Sources: RFC 7519 (JWT), RFC 8725 section 3.11 (typ).
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt

from wallet_api.domain.claim import visible_label
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.record import Category, MediaType

TYP = "salus-deposit+jwt"
MAX_STATEMENT = 4000
DEPOSIT_ID = r"^[A-Za-z0-9_-]{22,64}$"


@dataclass(frozen=True)
class Statement:
    """The claims. What is said of the content in it is nowhere else: the signature covers all of it."""

    consent_id: str
    deposit_id: str
    """Drawn by who puts it in, at least 128 random bits: sent again, it is the same deposit."""
    title: Annotated[str, Field(min_length=1, max_length=100, repr=False), AfterValidator(visible_label)]
    category: Category
    media_type: MediaType
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of the content as it is sent."""
    iat: StrictInt
    sensitivity: Sensitivity = Sensitivity.NORMAL
    day: date | None = None
    """Of the examination, the letter ..."""


def record_id_of(consent_id: str, deposit_id: str) -> str:
    """The same for the same deposit, so that what is sent again finds it; in the wallet nobody else can guess it."""
    return hashlib.sha256(f"deposit {consent_id} {deposit_id}".encode()).hexdigest()[:32]
