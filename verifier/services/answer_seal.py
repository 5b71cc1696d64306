"""Seals the answers that are kept: a JWE for each, so that the database alone shows no value.

Each has a random key of its own (AES-256-GCM), wrapped by the service's key (A256GCMKW): erasing the row erases the
key. The id of its verification is in the protected header, `sub`, so that no row can be passed off as another's; `kid`
is the thumbprint of the service's key. The first key seals, every key opens: to rotate, put a new one first, and drop
the old one when the last answer under it is past its time. No cryptography of our own: joserfc.
Sources: RFC 7516 (JWE), RFC 7518 (sections 4.7 and 5.3), RFC 7519 (5.3), RFC 7638.
"""

from collections.abc import Sequence
from http import HTTPStatus

from cryptography.exceptions import InvalidTag
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey
from joserfc.registry import HeaderParameter
from pydantic import TypeAdapter

from agent.errors import Problem
from verifier.services.screen import Revealed

_WRAPPED, _SEALED = "A256GCMKW", "A256GCM"
_SUBJECT = {"sub": HeaderParameter("id of the verification", "str", required=True)}
_REGISTRY = jwe.JWERegistry(header_registry=_SUBJECT, algorithms=(_WRAPPED, _SEALED))
_revealed: TypeAdapter[Revealed] = TypeAdapter(Revealed)


class SealBroken(Problem):
    """What was sealed cannot be opened with the keys at hand."""

    code = "answer-locked"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = (
        "Tell the operator: the key that sealed this answer is missing from the settings. Or ask the patient again."
    )


class AnswerSeal:
    def __init__(self, keys: Sequence[bytes]) -> None:
        """Of 32 bytes each, the one that seals first."""
        made = [OctKey.import_key(key) for key in keys]
        self._first = made[0]
        self._keys = {key.thumbprint(): key for key in made}

    def seal(self, verification_id: str, revealed: Revealed) -> str:
        header = {"alg": _WRAPPED, "enc": _SEALED, "kid": self._first.thumbprint(), "sub": verification_id}
        plain = _revealed.dump_json(revealed)
        return jwe.encrypt_compact(header, plain, self._first, registry=_REGISTRY)

    def open(self, verification_id: str, sealed: str) -> Revealed:
        """Raises SealBroken."""
        try:
            found = jwe.decrypt_compact(sealed, self._key_of, registry=_REGISTRY)
            if found.headers()["sub"] != verification_id or found.plaintext is None:
                raise SealBroken("The answer is sealed for another verification.")
            return _revealed.validate_json(found.plaintext)
        except (JoseError, InvalidTag, ValueError, KeyError):
            raise SealBroken("The answer cannot be opened.") from None

    def _key_of(self, sealed: GuestProtocol) -> OctKey:
        return self._keys[sealed.headers()["kid"]]
