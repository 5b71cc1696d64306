"""The key of what the law keeps of who left: the service seals to its public part, and only the operator opens.

Age with X25519 (https://age-encryption.org/v1) by pyrage, so that any program for age opens it, too.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter, ValidationError
from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt, x25519

from wallet_api.domain.kept import Kept

_KEPT = TypeAdapter(Kept)


class KeyUnfit(ValueError):
    """It is no such key, or not the one by which this opens."""


def draw_retention_key() -> str:
    """A new secret key: AGE-SECRET-KEY-1..."""
    return str(x25519.Identity.generate())


def recipient_of(key: str) -> str:
    """Its public part (age1...), which is the service's setting. Raises KeyUnfit."""
    return str(_identity(key).to_public())


def sealed(kept: Kept, recipient: str) -> bytes:
    return bytes(encrypt(_KEPT.dump_json(kept), [x25519.Recipient.from_str(recipient)]))


def opened(sealed: bytes, keys: Sequence[str]) -> Kept:
    """By whichever of these secret keys it was sealed to. Raises KeyUnfit."""
    try:
        return _KEPT.validate_json(decrypt(sealed, [_identity(each) for each in keys]))
    except (DecryptError, ValidationError):
        raise KeyUnfit("it was sealed to another key, or changed") from None


def _identity(key: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(key.strip())
    except IdentityError:
        raise KeyUnfit("no secret key of age (X25519)") from None


def _checked(recipient: str) -> str:
    try:
        x25519.Recipient.from_str(recipient)
    except RecipientError:
        raise ValueError("no public key of age (X25519): age1...") from None
    return recipient


RetentionRecipient = Annotated[str, AfterValidator(_checked)]
