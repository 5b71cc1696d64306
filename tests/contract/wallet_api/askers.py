"""Those who ask for consent: people for whom organisations of a registry vouch, each with a key of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from agent.detached_jws import draw_key, private_key, public_part
from agent.possession import Call, prove
from agent.protocol import Did
from agent.service.clock import Clock
from agent.signed_file import Signed
from agent.staff_badge import Person, make_badge, role_proof
from wallet_api.domain.organisation import Organisation, Organisations

BASE = "http://wallet.test"
HEART_KEY, EYE_KEY = draw_key(), draw_key()
BOARD_DID = Did("F72i3Y3Q4i466efjYJYMHM")
BOARD = Organisation("board", "Medical Board", dids=(BOARD_DID,), licences=("2212",))
CLINICS = tuple(
    Organisation(name, f"{name.title()} Clinic", keys=(json.loads(public_part(key)),), roles=("2212", "2221"))
    for name, key in (("heart", HEART_KEY), ("eye", EYE_KEY))
)
REGISTRY = Organisations(1, (*CLINICS, BOARD))


class Registered:
    """A registry in force, as the signed file gives it."""

    def __init__(self, content: Organisations = REGISTRY) -> None:
        self.content = content

    def read(self) -> Signed[Organisations]:
        return Signed("", "", self.content)


@dataclass(frozen=True)
class Clinician:
    clock: Clock
    name: str = "Dr Xenia"
    organisation: str = "heart"
    organisation_key: str = field(default=HEART_KEY, repr=False)
    role: str = "2212"
    key: str = field(default_factory=draw_key, repr=False)
    lasts: timedelta = timedelta(hours=10)
    badge_since: datetime | None = None
    licensed_by: str | None = None
    """DID of who issued the credential that showed the role, just now."""
    base: str = BASE

    @property
    def person(self) -> Person:
        proof = role_proof(self.licensed_by, self.clock()) if self.licensed_by else None
        return Person(self.name.lower(), self.name, self.role, private_key(self.key).thumbprint(), proof)

    @property
    def badge(self) -> str:
        since = self.badge_since or self.clock()
        return make_badge(
            self.person, organisation=self.organisation, key=self.organisation_key, now=since, lasts=self.lasts
        )

    def but(self, **changed: Any) -> "Clinician":
        return replace(self, **changed)

    def proof(self, method: str, path: str, badge: str) -> str:
        return prove(Call(method, f"{self.base}{path}", badge), self.key, self.clock())

    def headers(self, method: str, path: str) -> dict[str, str]:
        badge = self.badge
        return {"authorization": f"DPoP {badge}", "dpop": self.proof(method, path, badge)}

    async def call(
        self, client: httpx.AsyncClient, method: str, path: str, headers: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        """`path` without a query."""
        return await client.request(method, path, headers={**(headers or {}), **self.headers(method, path)}, **sent)
