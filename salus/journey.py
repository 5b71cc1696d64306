"""The demo journey: a patient receives a vaccination credential by QR code, proves it to a clinic, and sees it revoked.

It talks to the services as a clerk, a phone and a clinic would, over HTTP and QR codes, and measures each step.
It knows nothing of how the stack is run.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.errors import Problem
from salus.parties import Clerk, Clinic, Json, Phone

TEMPLATE = "measles-10y"
MEASLES = "14189004"


@dataclass(frozen=True)
class Step:
    name: str
    ok: bool
    seconds: float


@dataclass
class Record:
    """What the journey saw."""

    steps: list[Step] = field(default_factory=list)
    revealed: dict[str, str] = field(default_factory=dict)
    verdicts: list[str] = field(default_factory=list)
    reason: str | None = None
    problem: str | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None and all(step.ok for step in self.steps)


@dataclass(frozen=True)
class Show:
    """How the journey is told to somebody who watches."""

    step: Callable[[Step], None]
    qr: Callable[[str, str], None]
    """Title and content of a QR code."""
    say: Callable[[str], None]


class UnexpectedOutcome(Problem):
    """A step ended otherwise than the journey is about."""

    code = "unexpected-outcome"


class Journey:
    def __init__(self, clerk: Clerk, clinic: Clinic, phone: Phone, show: Show) -> None:
        self.record = Record()
        self._clerk, self._clinic, self._phone, self._show = clerk, clinic, phone, show

    async def run(self) -> Record:
        """Walk all steps; what goes wrong ends the journey and stands in the record."""
        try:
            offer_id = await self._receive()
            await self._prove()
            with self.step("The issuer revokes the credential"):
                await self._clerk.revoke(offer_id)
            await self._prove_again()
        except Problem as problem:
            self.record.problem = str(problem)
        return self.record

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        started, ok = time.perf_counter(), False
        try:
            yield
            ok = True
        finally:
            step = Step(name, ok, round(time.perf_counter() - started, 3))
            self.record.steps.append(step)
            self._show.step(step)

    async def _receive(self) -> str:
        with self.step("The issuer offers a vaccination credential by QR code"):
            offer = await self._clerk.offer("vaccination", vaccination())
            picture = await self._clerk.qr(offer["offer_id"])
        self._show.qr("The issuer shows:", offer["url"])
        with self.step("The wallet reads the QR code, accepts, and stores the credential"):
            scan = await self._phone.scan(picture)
            stored = await self._phone.accept(scan["offer_id"])
            _expect(stored["state"], "stored", "offer")
        offer_id: str = offer["offer_id"]
        return offer_id

    async def _prove(self) -> None:
        verification_id, request = await self._ask("The clinic asks for a proof by QR code")
        with self.step("The patient reads what is asked"):
            shown = await self._phone.request(request["request_id"])
        for revealed in shown["revealed"]:
            self._show.say(f"   will be seen:   {revealed['label']}")
        for proved in shown["proved"]:
            self._show.say(f"   is only proved: {proved['sentence']}")
        with self.step("The patient approves, and the clinic has its verdict"):
            await self._phone.approve(request["request_id"])
            decided = await self._decided(verification_id)
            _expect(decided["verdict"], "VALID", "verdict")
        for values in (decided["revealed"] or {}).values():
            self.record.revealed |= values

    async def _prove_again(self) -> None:
        verification_id, request = await self._ask("The clinic asks again")
        with self.step("The patient approves, and the clinic sees that it was revoked"):
            await self._phone.approve(request["request_id"])
            decided = await self._decided(verification_id)
            self.record.reason = decided["reason"]
            _expect(decided["verdict"], "INVALID", "verdict")
            _expect(decided["reason"], "revoked", "reason")

    async def _ask(self, name: str) -> tuple[str, Json]:
        with self.step(name):
            asked = await self._clinic.ask(TEMPLATE)
            picture = await self._clinic.qr(asked["verification_id"])
        self._show.qr("The clinic shows:", asked["url"])
        with self.step("The wallet reads the clinic's QR code"):
            scan = await self._phone.scan(picture)
        return asked["verification_id"], scan

    async def _decided(self, verification_id: str) -> Json:
        decided = await self._clinic.until_decided(verification_id)
        self.record.verdicts.append(decided["verdict"])
        self._show.say(f"   {decided['verdict']}" + (f": {decided['sentence']}" if decided["sentence"] else ""))
        return decided


def _expect(found: str, expected: str, what: str) -> None:
    if found != expected:
        raise UnexpectedOutcome(f"The {what} is {found} instead of {expected}.")


def vaccination() -> dict[str, Any]:
    """Claims of a made-up patient, vaccinated against measles last year."""
    day = datetime.now(UTC).date() - timedelta(days=365)
    return {
        "subject_id": "demo-patient",
        "family_name": "Example",
        "given_name": "Erika",
        "birth_dateint": "1990-01-31",
        "target_disease_code": MEASLES,
        "target_disease": "Measles",
        "vaccine_cvx": 3,
        "vaccine_product": "MMR",
        "lot_number": "A1234",
        "occurrence_dateint": day.isoformat(),
        "valid_from_dateint": (day + timedelta(days=14)).isoformat(),
        "valid_until_dateint": "99991231",
        "dose_number": 2,
        "series_doses": 2,
        "country": "DE",
        "performer_org": "Salus Vaccination Centre",
        "identity_assurance": 3,
        "event_id": f"demo-{int(time.time())}",
    }
