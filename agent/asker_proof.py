"""The proof of who asks: a JWT in an out-of-band invitation, by a key that registries name as an organisation's.

An invitation comes from a DID that was made for it, so it does not tell whose it is. The proof says: this organisation
made this very invitation, to put this very request, for this purpose, until then. It covers the whole invitation (its
id, services, words and attachments) and the request that follows over the connection, so it can be moved to no other.
Wallets that do not know the member `asker_proof` leave it aside (RFC 0434 lets members be added).
Left out: whether what comes later came from the one who made the invitation: that is the connection's to show.
Sources: RFC 7519 (JWT); RFC 8725, section 3.11 (typ). Signature: agent/signed_claims.py.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, StrictInt, TypeAdapter, ValidationError

from agent.detached_jws import SignatureRefused, WrongKey, content_of
from agent.json_digest import json_digest
from agent.ports import Invitation, ProofRequest
from agent.signed_claims import PublicJwk, read_claims, sign_claims

MEMBER = "asker_proof"
TYP = "salus-asker+jwt"
MAX_PROOF = 4000
SKEW = timedelta(minutes=5)
"""How far the asker's clock may be ahead of ours."""
Id = Annotated[str, Field(min_length=1, max_length=64)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ProofRefused(ValueError):
    """The proof does not show who asks; the text says why and repeats nothing of it."""


@dataclass(frozen=True)
class AskerProof:
    iss: Id
    """The organisation's id in registries."""
    purpose_id: Id
    """What it is asked for, by the organisation's own name: the request template's."""
    invitation_sha256: Sha256
    request_sha256: Sha256
    iat: StrictInt
    exp: StrictInt


_adapter = TypeAdapter(AskerProof)


@dataclass(frozen=True)
class Asked:
    """What is asked by an invitation."""

    purpose_id: str
    request: ProofRequest
    at: datetime
    until: datetime


def with_proof(invitation: Invitation, asked: Asked, *, organisation: str, key: str) -> Invitation:
    """The invitation with its proof, signed by a private JWK. It must not be changed afterwards."""
    claims = {
        "iss": organisation,
        "purpose_id": asked.purpose_id,
        "invitation_sha256": json_digest(_without(invitation)),
        "request_sha256": json_digest(asked.request),
        "iat": int(asked.at.timestamp()),
        "exp": int(asked.until.timestamp()),
    }
    return Invitation({**_without(invitation), MEMBER: sign_claims(claims, key, typ=TYP)})


def read_proof(
    invitation: Invitation, keys_of: Callable[[str], Sequence[PublicJwk]], now: datetime
) -> AskerProof | None:
    """What the invitation's proof shows; None where it has none.

    `keys_of` gives the keys of an organisation, none where it is not known. Raises ProofRefused.
    """
    signed = invitation.get(MEMBER)
    if signed is None:
        return None
    if not isinstance(signed, str) or len(signed) > MAX_PROOF:
        raise ProofRefused("it has no such form")
    proof = _signed_by(signed, keys_of)
    try:
        is_this_one = proof.invitation_sha256 == json_digest(_without(invitation))
    except (ValueError, RecursionError):
        is_this_one = False
    if not is_this_one:
        raise ProofRefused("it is of another invitation")
    if not proof.iat - SKEW.total_seconds() <= now.timestamp() < proof.exp:
        raise ProofRefused("it is not of this time")
    return proof


def _signed_by(signed: str, keys_of: Callable[[str], Sequence[PublicJwk]]) -> AskerProof:
    """The claims, by a key of the very organisation that they name."""
    try:
        named = _claims(json.loads(content_of(signed)))
        return _claims(read_claims(signed, keys_of(named.iss), typ=TYP))
    except (SignatureRefused, WrongKey) as refused:
        raise ProofRefused(str(refused)) from None
    except (ValueError, RecursionError):
        raise ProofRefused("it has no such form") from None


def _claims(claims: Any) -> AskerProof:
    try:
        return _adapter.validate_python(claims)
    except ValidationError:
        raise ProofRefused("it has no such form") from None


def _without(invitation: Invitation) -> dict[str, Any]:
    return {name: value for name, value in invitation.items() if name != MEMBER}
