"""Settings that are keys in the form of JWKs (RFC 7517, RFC 8037): checked at the start, and never shown.

A service that signs has its private key, and the public keys that it signed by before, so that what it signed then can
still be checked. To rotate: the old one's public part joins the set, the new one takes its place.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo

from agent.detached_jws import private_key, public_part, read_public_key
from agent.signed_claims import PublicJwk, read_jwk_set

EMPTY_SET = '{"keys": []}'


def _public(value: str) -> str:
    read_public_key(json.loads(value))
    return value


def _private(value: SecretStr) -> SecretStr:
    private_key(value.get_secret_value())
    return value


def _set(value: str) -> str:
    for each in read_jwk_set(value):
        read_public_key(each)
    return value


PublicJwkText = Annotated[str, AfterValidator(_public)]
"""A public JWK (Ed25519)."""
PrivateJwk = Annotated[SecretStr, AfterValidator(_private)]
"""A private JWK (Ed25519)."""
JwkSet = Annotated[str, AfterValidator(_set)]
"""A set of public JWKs (Ed25519), or one of them."""


def text_of(key: SecretStr | None) -> str | None:
    return key.get_secret_value() if key else None


def published(key: SecretStr | None, before: str) -> Sequence[PublicJwk]:
    """The public keys by which signatures are checked, the one in force first."""
    present = [json.loads(public_part(key.get_secret_value()))] if key else []
    return [*present, *read_jwk_set(before)]


def together_with(other: str) -> tuple[Any, Any]:
    """For a setting that is of no use without another one, which is declared before it: both are set, or neither."""

    def check(value: Any, info: ValidationInfo) -> Any:
        if other in info.data and (info.data[other] is None) != (value is None):
            raise ValueError(f"it goes together with {other}")
        return value

    return AfterValidator(check), Field(validate_default=True)
