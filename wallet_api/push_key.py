"""The keys of Web Push: the service's own (VAPID, RFC 8292: ECDSA on P-256), and those of browsers."""

from collections.abc import Mapping
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pydantic import AfterValidator, SecretStr

from agent import base64url

AUTH_BYTES = 16


def public_text(private: str) -> str:
    """As a browser takes it: the uncompressed point in base64url."""
    point = _vapid(private).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64url.encoded(point)


def authorization(private: str, origin: str, contact: str) -> str:
    """The header by which a push service knows who sends. Good for a day."""
    signed: dict[str, str] = _vapid(private).sign({"aud": origin, "sub": contact})
    return signed["Authorization"]


def check_browsers_keys(keys: Mapping[str, str]) -> None:
    """Whether something can be encrypted for them (RFC 8291, 2.1 and 3.2). Raises ValueError."""
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), base64url.decoded(keys["p256dh"]))
    if len(base64url.decoded(keys["auth"])) != AUTH_BYTES:
        raise ValueError("the secret has 16 bytes")


def _vapid(private: str) -> Vapid02:
    return Vapid02.from_string(private_key=private)


def _checked(private: SecretStr) -> SecretStr:
    try:
        _vapid(private.get_secret_value())
    except Exception:  # noqa: BLE001 - the library raises whatever its parts do, with the key in their texts
        raise ValueError("not a P-256 private key: 32 bytes in URL-safe base64") from None
    return private


PushKey = Annotated[SecretStr, AfterValidator(_checked)]
