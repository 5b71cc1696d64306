"""What an organisation puts into a wallet, as who puts it in signs it.

The statement is a JWT by the person's own key: this very content (by its SHA-256), under this title, into this consent,
under this id. So nobody can move it to another wallet, or say it of another content. What the operator's registry and
the organisation's word said of the person then is kept with it.
Sources: RFC 7519 (JWT), RFC 8725 section 3.11 (typ).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, TypeAdapter

from agent.detached_jws import SignatureRefused, WrongKey
from agent.signed_claims import PublicJwk, read_claims
from wallet_api.domain.claim import visible_label
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.record import Category, MediaType

TYP = "salus-deposit+jwt"
MAX_STATEMENT = 4000
DEPOSIT_ID = r"^[A-Za-z0-9_-]{22,64}$"


class StatementUnfit(ValueError):
    """It is no statement of who has this key; the text says why and repeats nothing of it."""


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


_STATEMENT = TypeAdapter(Statement)


def read_statement(signed: str, key: PublicJwk | None) -> Statement:
    """By the person's public key. Raises StatementUnfit."""
    if key is None or len(signed) > MAX_STATEMENT:
        raise StatementUnfit("it is too long, or there is no key for it")
    try:
        said = _STATEMENT.validate_python(read_claims(signed, [key], typ=TYP))
        datetime.fromtimestamp(said.iat, UTC)
    except (SignatureRefused, WrongKey) as refused:
        raise StatementUnfit(str(refused)) from None
    except (ValueError, OverflowError, OSError):
        raise StatementUnfit("it does not say what it should") from None
    return said
