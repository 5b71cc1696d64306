"""Our word for one of the staff, and a key of theirs: what the wallet service asks for with each call (ADR 25).

A person's key is derived from ours (HKDF, RFC 5869), so that it is the same at each start and lies nowhere. The word is
good for a few minutes: it is made anew for each call. The role is what the person's practitioner card showed today; the
settings may name one for which our word alone is given.
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
from agent.staff_badge import Person, make_badge, role_proof
from verifier.domain.consent import JOBS, Staffer
from verifier.domain.own_role import ShownRole

LASTS = timedelta(minutes=10)


class NotVouchedFor(Forbidden):
    """We speak for this person to no patient."""

    code = "not-vouched-for"
    next_step = "Ask the operator to enter you in SALUS_VERIFIER_STAFF, with the name and the role that patients read."


class RoleNotProved(Forbidden):
    """For this person no role is our word alone, and no practitioner card showed one lately."""

    code = "role-not-proved"
    next_step = "Go to 'Read records' and show your practitioner card with your own wallet."


@dataclass(frozen=True)
class Staff:
    organisation: str
    key: str = field(repr=False)
    """Ours: a private JWK, whose public part stands in the wallets' registries."""
    staffers: Mapping[str, Staffer]
    """By the name under which they sign in."""
    clock: Clock

    def staffer(self, user: User) -> Staffer:
        """Raises NotVouchedFor."""
        staffer = self.staffers.get(user.name)
        if staffer is None:
            raise NotVouchedFor("You are not among those who may ask patients for consent.")
        return staffer

    def of(self, user: User, shown: ShownRole | None) -> "Member":
        """`shown`: by a card, and counting now. Raises NotVouchedFor, RoleNotProved."""
        staffer = self.staffer(user)
        role = shown.role if shown else staffer.role
        if role is None:
            raise RoleNotProved("Your role is not proved, or not any more.")
        return Member(self, staffer.name, role, shown, user.user_id, person_key(self.key, user.user_id))


@dataclass(frozen=True)
class Member:
    staff: Staff
    name: str
    role: str
    shown: ShownRole | None
    """None: the role is our word alone."""
    user_id: str
    key: str = field(repr=False)
    """Private JWK."""

    @property
    def job(self) -> str:
        """The role in words, where there are some."""
        return JOBS.get(self.role, self.role)

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """By which this person calls this address (DPoP, RFC 9449)."""
        now = self.staff.clock()
        proof = role_proof(self.shown.issuer, self.shown.checked_at) if self.shown else None
        lasts = min(LASTS, self.shown.until - now) if self.shown else LASTS
        person = Person(self.user_id, self.name, self.role, private_key(self.key).thumbprint(), proof)
        badge = make_badge(person, organisation=self.staff.organisation, key=self.staff.key, now=now, lasts=lasts)
        return {"authorization": f"DPoP {badge}", "dpop": prove(Call(method, url, badge), self.key, now)}


def person_key(ours: str, user_id: str) -> str:
    """The private JWK of one of our people."""
    secret = base64url.decoded(json.loads(ours)["d"])
    seed = HKDF(SHA256(), 32, salt=None, info=b"salus staff 1 " + user_id.encode()).derive(secret)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return json.dumps({"kty": "OKP", "crv": "Ed25519", "d": base64url.encoded(seed), "x": base64url.encoded(public)})
