"""The services of consent over a database and a shelf of things that a test puts there, at a time that a test sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography.fernet import Fernet

from agent.audit.domain.sealed import unseal
from agent.audit.services.writing import AuditLog
from agent.audit.store.entries import EntryStore
from agent.audit.store.subject_keys import SubjectKeys
from agent.detached_jws import draw_key
from agent.service.database import Database
from agent.service.outbox import Event, Outbox
from agent.service.sealing import Sealer
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.askers import BASE, Clinician, Registered
from tests.contract.wallet_api.patients import Patient, add_patient
from wallet_api import tables
from wallet_api.consent_parts import ConsentServices
from wallet_api.domain.account import Relation
from wallet_api.domain.card_type import LANGUAGES, Words
from wallet_api.domain.consent.asking import Item, Purpose, Sensitivity
from wallet_api.domain.consent.life import Terms
from wallet_api.domain.consent.receipt import Keeper
from wallet_api.domain.consent.record import ConsentRecord, handle_of
from wallet_api.domain.stream import stream_of
from wallet_api.services.audited import Audited
from wallet_api.services.consent.answers import Given
from wallet_api.services.consent.asked import Asked, Wish
from wallet_api.services.consent.askers import NotPermitted, Proven
from wallet_api.services.consent.looks import Wanted
from wallet_api.services.consent.shelf import Content, Shown, one_piece
from wallet_api.services.naming import Naming
from wallet_api.services.records.receiving import Receiving
from wallet_api.services.records.records import Records
from wallet_api.services.records.seals import PatientSeals
from wallet_api.services.tokens import draw_token
from wallet_api.store.blobs import Blobs
from wallet_api.store.records import RecordStore

RECEIPT_KEY = draw_key()
KEEPER = Keeper(BASE, "Salus", None)
BLOOD, OLD_BLOOD = Item("b1", "laboratory", Sensitivity.NORMAL), Item("b2", "laboratory", Sensitivity.NORMAL)
XRAY = Item("s1", "imaging", Sensitivity.NORMAL)


@dataclass
class Things:
    """A shelf: what lies there can be taken away, or be out of reach."""

    there: list[Item] = field(default_factory=lambda: [BLOOD, OLD_BLOOD, XRAY])
    fails: Exception | None = None

    @property
    def kinds(self) -> Mapping[str, Words]:
        return {kind: dict.fromkeys(LANGUAGES, kind) for kind in ("laboratory", "imaging")}

    async def items(self, wallet_id: str, kinds: Collection[str]) -> Sequence[Shown]:
        return [Shown(item, self.kinds[item.kind], item.id, None) for item in self.there if item.kind in kinds]

    async def content(self, wallet_id: str, item_id: str) -> Content | None:
        if self.fails:
            raise self.fails
        return Content("text/plain", one_piece(f"content of {item_id}".encode()))


class World:
    """One patient, Anna, and whoever asks her."""

    def __init__(self, database: Database, anna: Patient, directory: Path) -> None:
        self.database, self.anna, self.clock, self.things = database, anna, MovingClock(), Things()
        self.outbox = Outbox(database, tables.outbox, clock=self.clock)
        self.registered = Registered()
        self.audit_keys = SubjectKeys(f"sqlite:///{directory / 'audit-keys.sqlite'}", [b"x" * 32])
        log = AuditLog(database, EntryStore(tables.audit), self.audit_keys, "Test")
        self.audited, self.sealer = Audited(log, self.audit_keys), Sealer([Fernet.generate_key().decode()])
        blobs = Blobs(directory / "records")
        blobs.prepare()
        self.records = Records(
            database, RecordStore(database), blobs, PatientSeals(self.audit_keys), self.audited, self.clock
        )
        self.services = ConsentServices.over(
            database, self.outbox, self.audited, self.things, Receiving(self.records, self.audited, 10**6),
            naming=Naming(self.registered), keeper=KEEPER, receipt_key=RECEIPT_KEY,
            sealer=self.sealer, link_lifetime_s=600, clock=self.clock,
        )  # fmt: skip
        self.doctor = Clinician(self.clock)

    @classmethod
    async def of(cls, database: Database, tenant_key: str, directory: Path) -> Self:
        return cls(database, await add_patient(database, tenant_key), directory)

    @property
    def given(self) -> Given:
        return Given(self.anna.wallet.id, Relation.OWN)

    def proven(self, who: Clinician | None = None) -> Proven:
        """That they sign a request now."""
        asker = who or self.doctor
        badge = asker.badge
        return self.services.askers.prove(badge, asker.proof("GET", "/x", badge), method="GET", url=f"{BASE}/x")

    async def ask(self, who: Clinician | None = None, wish: Wish | None = None) -> Asked:
        return await self.services.requests.ask(self.proven(who), wish or blood_tests())

    async def asked(self, who: Clinician | None = None, wish: Wish | None = None) -> ConsentRecord:
        """A request that Anna took up."""
        wanted = wish or blood_tests()
        await self.ask(who, wanted)
        return await self.services.arrivals.take_up(self.anna.wallet.id, wanted.request_id)

    async def granted(
        self, who: Clinician | None = None, *, items: Sequence[Item] = (BLOOD,), days: int | None = 30
    ) -> ConsentRecord:
        record = await self.asked(who)
        terms = Terms(tuple(item.id for item in items), days)
        return await self.services.answers.grant(self.given, record.id, terms)

    async def look(
        self,
        record: ConsentRecord,
        who: Clinician | None = None,
        *,
        item: Item = BLOOD,
        purpose: Purpose = Purpose.TREATMENT,
        proven: Proven | None = None,
    ) -> str:
        """What they read, or the code by which they are refused."""
        wanted = Wanted(record.id, handle_of(record.id, item.id), purpose)
        try:
            found = await self.services.looks.look(proven or self.proven(who), wanted)
        except NotPermitted as refused:
            return refused.code
        finally:
            self.clock.pass_(milliseconds=1)  # what happens later has a later time
        return b"".join([piece async for piece in found.content.pieces]).decode()

    async def told(self, types: Collection[str] = ("consent.used",)) -> list[Event]:
        stream = stream_of(self.anna.wallet.id)
        events = [each for each in await self.outbox.of_all_streams(0, 100_000) if each.stream == stream]
        return [each for each in events if each.type in types]

    async def events(self, owner: str) -> list[Mapping[str, Any]]:
        """What the log has of a wallet, or an organisation, the oldest first."""
        key = await self.audit_keys.of(owner)
        assert key is not None
        async with self.database.reading() as connection:
            found = await EntryStore(tables.audit).of_key(connection, key.key_id)
        return [unseal(key.key, each.event_id, each.sealed).event for each in found]

    async def uses(self) -> list[tuple[bool, str]]:
        """The oldest first: whether it was permitted, and why not."""
        found = await self.services.looks.uses_of(self.anna.wallet.id)
        return [(use.is_permitted, use.reason.value if use.reason else "") for use in reversed(found)]


def blood_tests(**changed: object) -> Wish:
    wish: dict[str, object] = {
        "request_id": draw_token(), "purpose": Purpose.TREATMENT, "kinds": ("laboratory",), "days": 30,
        "note": "Before your operation", "for_all": False, "consent_id": None,
    }  # fmt: skip
    return Wish(**(wish | changed))
