"""Proof, with each request, that its sender holds a key: DPoP (RFC 9449) over Ed25519.

Decides: a proof is of one method and one address, of the token that it is sent with (`ath`), and of one moment. Left to
its reader: how old it may be, and that it is used once (`jti`). Signatures: joserfc.
Sources: RFC 9449, sections 4.2 and 4.3; RFC 7638 (thumbprints).
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from joserfc import jws, jwt
from joserfc.errors import JoseError
from pydantic import Field, StrictInt, TypeAdapter, ValidationError

from agent import base64url
from agent.detached_jws import ALGORITHMS, WrongKey, private_key, public_key

TYP = "dpop+jwt"
MAX_PROOF = 4000
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class PossessionRefused(ValueError):
    """The proof does not show that the sender of this request holds the key; the text says why, without a full stop."""


@dataclass(frozen=True)
class Proof:
    jti: str
    thumbprint: str
    """Of the key (RFC 7638)."""
    key: Mapping[str, Any]
    """Public JWK."""
    at: datetime

    @property
    def sha256(self) -> str:
        """By which a proof that comes again is known."""
        return hashlib.sha256(f"{self.thumbprint} {self.jti}".encode()).hexdigest()


@dataclass(frozen=True)
class _Claims:
    jti: Annotated[str, Field(min_length=16, max_length=200)]
    htm: Text
    htu: Text
    iat: StrictInt
    ath: Text


@dataclass(frozen=True)
class Call:
    """What is proved: this method at this address (its query is left aside), with this token."""

    method: str
    url: str
    token: str = field(repr=False)


_claims = TypeAdapter(_Claims)


def prove(call: Call, key: str, now: datetime) -> str:
    """The `DPoP` header of a request, by a private JWK."""
    private = private_key(key)
    header = {"alg": "EdDSA", "typ": TYP, "jwk": private.as_dict(private=False)}
    claims = {
        "jti": secrets.token_urlsafe(16),
        "htm": call.method,
        "htu": call.url,
        "iat": int(now.timestamp()),
        "ath": _ath(call.token),
    }
    return jwt.encode(header, claims, private, algorithms=list(ALGORITHMS))


def read_proof(proof: str, call: Call) -> Proof:
    """What the header shows. Raises PossessionRefused."""
    if len(proof) > MAX_PROOF:
        raise PossessionRefused("it is too long")
    try:
        jwk = jws.extract_compact(proof.encode()).headers().get("jwk")
        key = public_key(jwk if isinstance(jwk, dict) else {})
        token = jwt.decode(proof, key, algorithms=list(ALGORITHMS))
    except (WrongKey, JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PossessionRefused(f"it does not hold ({type(error).__name__})") from None
    if token.header.get("typ") != TYP:
        raise PossessionRefused("it is no DPoP proof")
    claims, at = _read(token.claims)
    if (claims.htm, _address(claims.htu), claims.ath) != (call.method, _address(call.url), _ath(call.token)):
        raise PossessionRefused("it is of another request, or of another token")
    return Proof(claims.jti, key.thumbprint(), key.as_dict(private=False), at)


def _read(claims: Any) -> tuple[_Claims, datetime]:
    try:
        found = _claims.validate_python(claims)
        return found, datetime.fromtimestamp(found.iat, UTC)
    except (ValidationError, OverflowError, OSError, ValueError):
        raise PossessionRefused("it does not say what it should") from None


def _ath(token: str) -> str:
    digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
    return base64url.encoded(digest)


def _address(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise PossessionRefused("its address is none") from None
    return parts.scheme.lower(), parts.netloc.lower(), parts.path
