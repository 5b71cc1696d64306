"""An organisation's word for one of its people: who they are there, in which role, and which key is theirs.

A JWT by a key that registries name as the organisation's, sent as the access token of DPoP (RFC 9449): it is of no use
to whoever lacks the person's own key. It is good for a working day at most, so that who leaves is out by the next.
Left out: whether the organisation may speak for this role; that is the registry's to say.
Sources: RFC 9449, section 6.1 (`cnf`, `jkt`); RFC 8725, section 3.11 (typ); ISCO-08 (roles).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, StrictInt, TypeAdapter, ValidationError

from agent.detached_jws import SignatureRefused, WrongKey, content_of
from agent.signed_claims import PublicJwk, read_claims, sign_claims

TYP = "salus-staff+jwt"
MAX_BADGE = 4000
LONGEST = timedelta(hours=24)
SKEW = timedelta(minutes=5)
"""How far the organisation's clock may be ahead of ours."""
Id = Annotated[str, Field(min_length=1, max_length=64)]


class BadgeRefused(ValueError):
    """It is no organisation's word; the text says why and repeats nothing of it."""


@dataclass(frozen=True)
class _Confirmation:
    jkt: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


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

    def is_over(self, now: datetime) -> bool:
        return now.timestamp() >= self.exp


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    role: str
    thumbprint: str


_adapter = TypeAdapter(Badge)


def make_badge(person: Person, *, organisation: str, key: str, now: datetime, lasts: timedelta = LONGEST) -> str:
    """Signed by the organisation's private JWK."""
    claims = {
        "iss": organisation,
        "sub": person.id,
        "name": person.name,
        "role": person.role,
        "cnf": {"jkt": person.thumbprint},
        "iat": int(now.timestamp()),
        "exp": int((now + lasts).timestamp()),
    }
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
    return badge


def _claims(claims: Any) -> Badge:
    try:
        return _adapter.validate_python(claims)
    except ValidationError:
        raise BadgeRefused("it has no such form") from None
