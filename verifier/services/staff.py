"""Our word for one of the staff, and a key of theirs: what the wallet service asks for with each call (ADR 25).

A person's key is derived from ours (HKDF, RFC 5869), so that it is the same at each start and lies nowhere. The word is
good for a few minutes: it is made anew for each call.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agent import base64url
from agent.access.domain.user import User
from agent.detached_jws import private_key
from agent.errors import Forbidden
from agent.possession import Call, prove
from agent.service.clock import Clock
from agent.staff_badge import Person, make_badge
from verifier.domain.consent import Staffer

LASTS = timedelta(minutes=10)


class NotVouchedFor(Forbidden):
    """We speak for this person to no patient."""

    code = "not-vouched-for"
    next_step = "Ask the operator to enter you in SALUS_VERIFIER_STAFF, with the name and the role that patients read."


@dataclass(frozen=True)
class Staff:
    organisation: str
    key: str = field(repr=False)
    """Ours: a private JWK, whose public part stands in the wallets' registries."""
    staffers: Mapping[str, Staffer]
    """By the name under which they sign in."""
    clock: Clock

    def of(self, user: User) -> "Member":
        """Raises NotVouchedFor."""
        staffer = self.staffers.get(user.name)
        if staffer is None:
            raise NotVouchedFor("You are not among those who may ask patients for consent.")
        return Member(self, staffer, user.user_id, person_key(self.key, user.user_id))


@dataclass(frozen=True)
class Member:
    staff: Staff
    staffer: Staffer
    user_id: str
    key: str = field(repr=False)
    """Private JWK."""

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """By which this person calls this address (DPoP, RFC 9449)."""
        now = self.staff.clock()
        person = Person(self.user_id, self.staffer.name, self.staffer.role, private_key(self.key).thumbprint())
        badge = make_badge(person, organisation=self.staff.organisation, key=self.staff.key, now=now, lasts=LASTS)
        return {"authorization": f"DPoP {badge}", "dpop": prove(Call(method, url, badge), self.key, now)}


def person_key(ours: str, user_id: str) -> str:
    """The private JWK of one of our people."""
    secret = base64url.decoded(json.loads(ours)["d"])
    seed = HKDF(SHA256(), 32, salt=None, info=b"salus staff 1 " + user_id.encode()).derive(secret)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return json.dumps({"kty": "OKP", "crv": "Ed25519", "d": base64url.encoded(seed), "x": base64url.encoded(public)})
