"""An organisation's word for one of its people: who they are there, in which role, and which key is theirs.

A JWT by a key that registries name as the organisation's, sent as the access token of DPoP (RFC 9449): it is of no use
to whoever lacks the person's own key. It is good for a working day at most, so that who leaves is out by the next; one
that rests on a credential is over twelve hours after that was checked.
Left out: whether the organisation may speak for this role, and whose credentials license for it; both are the
registry's to say.
Sources: RFC 9449, section 6.1 (`cnf`, `jkt`); RFC 8725, section 3.11 (typ); ISCO-08 (roles).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, TypeAdapter, ValidationError

from agent.detached_jws import SignatureRefused, WrongKey, content_of
from agent.signed_claims import PublicJwk, read_claims, sign_claims

TYP = "salus-staff+jwt"
MAX_BADGE = 4000
LONGEST = timedelta(hours=24)
ROLE_PROOF_LASTS = timedelta(hours=12)
"""How long a credential that was checked shows a role: it may be revoked meanwhile."""
SKEW = timedelta(minutes=5)
"""How far the organisation's clock may be ahead of ours."""
Id = Annotated[str, Field(min_length=1, max_length=64)]


class BadgeRefused(ValueError):
    """It is no organisation's word; the text says why and repeats nothing of it."""


@dataclass(frozen=True)
class _Confirmation:
    jkt: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


@dataclass(frozen=True)
class RoleProof:
    """That the organisation's verifier judged a practitioner credential VALID for this role, organisation and name.

    Nothing else of the credential is in it, above all no number of a licence.
    """

    type: Literal["practitioner-credential"]
    issuer: Annotated[str, Field(min_length=1, max_length=200)]
    """DID, as the ids of its credential definitions begin."""
    checked_at: Annotated[StrictInt, Field(ge=0, lt=2**40)]
    """Seconds since 1970."""

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.checked_at, UTC)


def role_proof(issuer: str, checked_at: datetime) -> RoleProof:
    return RoleProof("practitioner-credential", issuer, int(checked_at.timestamp()))


@dataclass(frozen=True)
class Badge:
    iss: Id
    """The organisation's id in registries."""
    sub: Annotated[str, Field(min_length=1, max_length=200)]
    """The person, by whatever the organisation knows them."""
    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    """ISCO-08 unit group."""
    cnf: _Confirmation
    """Thumbprint (RFC 7638) of the person's key."""
    iat: StrictInt
    exp: StrictInt
    role_proof: RoleProof | None = None
    """None: the role is the organisation's word."""

    def is_over(self, now: datetime) -> bool:
        return now.timestamp() >= self.exp


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    role: str
    thumbprint: str
    role_proof: RoleProof | None = None


_adapter = TypeAdapter(Badge)


def make_badge(person: Person, *, organisation: str, key: str, now: datetime, lasts: timedelta = LONGEST) -> str:
    """Signed by the organisation's private JWK."""
    claims: dict[str, Any] = {
        "iss": organisation,
        "sub": person.id,
        "name": person.name,
        "role": person.role,
        "cnf": {"jkt": person.thumbprint},
        "iat": int(now.timestamp()),
        "exp": int((now + lasts).timestamp()),
    }
    if person.role_proof is not None:
        claims["role_proof"] = vars(person.role_proof)
    return sign_claims(claims, key, typ=TYP)


def read_badge(signed: str, keys_of: Callable[[str], Sequence[PublicJwk]], now: datetime) -> Badge:
    """`keys_of` gives the keys of an organisation, none where it is not known. Also one that is over is read.

    Raises BadgeRefused.
    """
    if len(signed) > MAX_BADGE:
        raise BadgeRefused("it is too long")
    try:
        named = _claims(json.loads(content_of(signed)))
        badge = _claims(read_claims(signed, keys_of(named.iss), typ=TYP))
    except (SignatureRefused, WrongKey) as refused:
        raise BadgeRefused(str(refused)) from None
    except (ValueError, RecursionError):
        raise BadgeRefused("it has no such form") from None
    if badge.iat > now.timestamp() + SKEW.total_seconds() or badge.exp - badge.iat > LONGEST.total_seconds():
        raise BadgeRefused("it is not of this time, or lasts too long")
    if badge.role_proof is not None and not _rests_on(badge, badge.role_proof):
        raise BadgeRefused("it outlasts the proof of the role")
    return badge


def _rests_on(badge: Badge, proof: RoleProof) -> bool:
    is_before = proof.checked_at <= badge.iat + SKEW.total_seconds()
    return is_before and badge.exp - proof.checked_at <= ROLE_PROOF_LASTS.total_seconds()


def _claims(claims: Any) -> Badge:
    try:
        return _adapter.validate_python(claims)
    except ValidationError:
        raise BadgeRefused("it has no such form") from None
