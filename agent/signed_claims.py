"""Statements that anybody can check later without us: JWTs, signed by an Ed25519 key.

Decides: `EdDSA` as the algorithm's name, since the libraries of others know it and few know `Ed25519` yet (RFC 9864);
the key's thumbprint as `kid`; the type of the statement as `typ`, which has to be the expected one, so that no other
JWT of the same key passes for it (RFC 8725, section 3.11).
Leaves out: what a statement says. Times in it are not looked at: a statement about the past does not run out.
Sources: RFC 7515 (JWS), RFC 7517 (JWK set), RFC 7519 (JWT), RFC 8037 (OKP keys), RFC 7638 (thumbprint).
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OKPKey

from agent.detached_jws import ALGORITHMS, SignatureRefused, private_key, public_key

warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)  # said above why it is taken

Claims = Mapping[str, Any]
PublicJwk = Mapping[str, Any]


def sign_claims(claims: Claims, key: str, *, typ: str) -> str:
    """The JWT in compact form, by a private JWK. The same claims by the same key are the same text."""
    private = private_key(key)
    header = {"alg": "EdDSA", "kid": private.thumbprint(), "typ": typ}
    return jwt.encode(header, dict(claims), private, algorithms=list(ALGORITHMS))


def read_claims(signed: str, keys: Sequence[PublicJwk], *, typ: str) -> Claims:
    """What was signed, by whichever of these public keys it names. Raises SignatureRefused, WrongKey."""
    known = {each.thumbprint(): each for each in map(public_key, keys)}

    def named(header: Any) -> OKPKey:
        kid = header.headers().get("kid")
        if kid not in known:
            raise SignatureRefused("it is signed by none of these keys")
        return known[kid]

    try:
        token = jwt.decode(signed.strip(), named, algorithms=list(ALGORITHMS))
    except SignatureRefused:
        raise
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SignatureRefused(f"it does not hold ({type(error).__name__})") from None
    if token.header.get("typ") != typ:
        raise SignatureRefused(f"it is no {typ}")
    return token.claims


def jwk_set(keys: Sequence[PublicJwk]) -> Mapping[str, Any]:
    """The public keys as others look them up: each with its thumbprint as `kid`."""
    return {"keys": [_published(public_key(each)) for each in keys]}


def _published(key: OKPKey) -> Mapping[str, Any]:
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": "EdDSA"}


def read_jwk_set(text: str) -> Sequence[PublicJwk]:
    """The keys of a JWK set, or one public JWK. Raises ValueError."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("neither a JWK nor a set of them")
    keys = found.get("keys", [found])
    if not isinstance(keys, list) or not all(isinstance(each, dict) for each in keys):
        raise ValueError("not a set of JWKs")
    return keys
