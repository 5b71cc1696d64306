"""Signatures over documents: JWS with the document beside it, by an Ed25519 key.

Decides: which algorithms count (Ed25519, and EdDSA as it was called before RFC 9864) and that a document is signed as
its bytes are (`b64` false), so that a file stays readable beside its signature. No cryptography of our own: joserfc.
Leaves out: whose key it is, and whether a signed document is a newer one than another.
Sources: RFC 7515 (JWS, appendix F: detached content), RFC 7797 (unencoded payload), RFC 8037 (OKP keys), RFC 7638.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHMS = ("Ed25519", "EdDSA")
_CURVE: Final = "Ed25519"


class SignatureRefused(ValueError):
    """The signature is not one of this key over this document."""


class WrongKey(ValueError):
    """Not an Ed25519 key in the form of a JWK."""


def draw_key() -> str:
    """A new private key as JWK."""
    return json.dumps(OKPKey.generate_key(_CURVE).as_dict(private=True))


def public_part(key: str) -> str:
    """The public JWK of a private one. Raises WrongKey."""
    return json.dumps(private_key(key).as_dict(private=False))


def read_public_key(key: Mapping[str, Any]) -> str:
    """The thumbprint (RFC 7638) of a public JWK. Raises WrongKey, also for a private key, which belongs elsewhere."""
    return public_key(key).thumbprint()


def public_key(key: Mapping[str, Any]) -> OKPKey:
    """Of a public JWK. Raises WrongKey, also for a private one."""
    found = _key(key)
    if found.is_private:
        raise WrongKey("a private key, where the public one is meant")
    return found


def private_key(key: str) -> OKPKey:
    """Of a private JWK as JSON. Raises WrongKey, also for a public one."""
    try:
        found = _key(json.loads(key))
    except ValueError:
        raise WrongKey("not a JWK") from None
    if not found.is_private:
        raise WrongKey("a public key, where the private one is meant")
    return found


def sign(document: bytes, key: str) -> str:
    """The detached signature of these bytes, by a private JWK."""
    private = private_key(key)
    header = {"alg": _CURVE, "b64": False, "crit": ["b64"], "kid": private.thumbprint()}
    signed = jws.serialize_compact(header, document, private, algorithms=ALGORITHMS)
    return detached(signed)


def detached(signed: str) -> str:
    """A compact JWS without its content."""
    header, _, rest = signed.partition(".")
    return f"{header}..{rest.rpartition('.')[2]}"


def content_of(signed: str) -> bytes:
    """The content of a whole JWS, with nothing said of its signature. Raises SignatureRefused."""
    try:
        content = jws.extract_compact(signed.strip().encode()).payload
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SignatureRefused(f"it is no JWS ({type(error).__name__})") from None
    if not content:
        raise SignatureRefused("its document is not there")
    return content


def verify(signed: str, key: Mapping[str, Any], document: bytes | None = None) -> bytes:
    """The bytes that were signed: the document beside a detached JWS, or the content of a whole one.

    Raises SignatureRefused, WrongKey.
    """
    parts = signed.strip().split(".")
    if len(parts) != 3 or bool(parts[1]) is (document is not None) or document == b"":
        raise SignatureRefused("it is neither a whole JWS nor one beside its document")
    try:
        found = jws.deserialize_compact(signed.strip(), _key(key), algorithms=ALGORITHMS, payload=document)
    except WrongKey:
        raise
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SignatureRefused(f"it does not hold ({type(error).__name__})") from None
    return found.payload


def _key(key: Mapping[str, Any]) -> OKPKey:
    try:
        found = OKPKey.import_key(dict(key))
        is_ed25519 = found.curve_name == _CURVE
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongKey(f"not a JWK of an Ed25519 key ({type(error).__name__})") from None
    if not is_ed25519:
        raise WrongKey("not a JWK of an Ed25519 key")
    return found
