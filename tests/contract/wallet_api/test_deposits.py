"""An organisation puts a record in: asked for, granted, signed; decided each time; and whose it is stays with it."""

import asyncio
import base64
import hashlib
import json
import logging
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fhir.resources.R4B.consent import Consent
from fhir.resources.R4B.provenance import Provenance

from agent.detached_jws import draw_key, private_key, public_part
from agent.service.clock import utc_now
from agent.service.database import Database
from agent.signed_claims import read_claims, sign_claims
from agent.staff_badge import read_badge
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.askers import HEART_KEY, Clinician
from tests.contract.wallet_api.patients import Patient, add_patient
from tests.contract.wallet_api.serving import Files, running, with_registry
from tests.contract.wallet_api.test_shared import REQUESTS
from wallet_api import tables
from wallet_api.consent_tables import consent_uses
from wallet_api.domain.deposit import TYP
from wallet_api.services.consent.journal import Journal
from wallet_api.services.tokens import draw_token
from wallet_api.settings import Settings
from wallet_api.store.consent_rules import UseStore
from wallet_api.store.records import RecordStore

pytestmark = pytest.mark.asyncio
REPORT = b"%PDF-1.7 Qxreport" + bytes(300)
Json = dict[str, Any]


class Clinic:
    """A doctor who may put laboratory reports into Anna's wallet."""

    def __init__(self, http: httpx.AsyncClient, anna: Patient, clock: MovingClock, consent_id: str = "") -> None:
        self.http, self.anna, self.clock, self.consent_id = http, anna, clock, consent_id
        self.doctor = Clinician(clock)

    async def ask(self, **changed: Any) -> Json:
        """Taken up by Anna; as her phone shows it."""
        wish = {"request_id": draw_token(), "purpose": "TREAT", "kinds": ["laboratory", "letter"], "days": 30}
        asked = wish | {"action": "collect"} | changed
        answer = await self.doctor.call(self.http, "POST", REQUESTS, json=asked)
        assert answer.status_code == 201, answer.text
        self.consent_id = answer.json()["consent_id"]
        taken = {"token": asked["request_id"]}
        await self.http.post(f"{self.anna.at}/consents/taken-up", json=taken, headers=self.anna.headers)
        return await self.shown(f"consents/{self.consent_id}")

    async def granted(self, *kinds: str, days: int | None = 30) -> None:
        await self.ask()
        await self.answer("grant", {"items": [f"into:{kind}" for kind in kinds or ("laboratory",)], "days": days})

    async def answer(self, what: str, body: Json | None = None) -> None:
        path = f"{self.anna.at}/consents/{self.consent_id}/{what}"
        answer = await self.http.post(path, json=body, headers=self.anna.headers)
        assert answer.status_code == 200, answer.text

    async def shown(self, path: str) -> Json:
        found: Json = (await self.http.get(f"{self.anna.at}/{path}", headers=self.anna.headers)).json()
        return found

    def statement(self, deposit_id: str, content: bytes = REPORT, key: str = "", **changed: Any) -> str:
        said = {
            "consent_id": self.consent_id, "deposit_id": deposit_id, "title": "Blood test Qxtitle",
            "category": "laboratory", "media_type": "application/pdf", "day": "2026-03-01",
            "sha256": hashlib.sha256(content).hexdigest(), "iat": int(self.clock().timestamp()),
        }  # fmt: skip
        return sign_claims(said | changed, key or self.doctor.key, typ=TYP)

    async def put(
        self, deposit_id: str = "", content: bytes = REPORT, *, purpose: str = "TREAT", statement: str = "",
        media_type: str = "application/pdf", doctor: Clinician | None = None, headers: dict[str, str] | None = None,
        **said: Any,
    ) -> httpx.Response:  # fmt: skip
        deposit_id = deposit_id or draw_token()
        path = f"/v1/shared/consents/{self.consent_id}/deposits/{deposit_id}"
        more = {
            "salus-deposit": statement or self.statement(deposit_id, content, **said), "content-type": media_type
        }  # fmt: skip
        proof = headers or (doctor or self.doctor).headers("PUT", path)
        return await self.http.put(path, params={"purpose": purpose}, content=content, headers=proof | more)

    async def code(self, **how: Any) -> str:
        """By which it is refused."""
        return str((await self.put(**how)).json()["code"])

    async def records(self) -> list[Json]:
        found: list[Json] = (await self.shown("records"))["records"]
        return found


@pytest.fixture(scope="module")
def settings(settings: Settings, shared_path: Path) -> Settings:
    return with_registry(settings, shared_path)


@pytest.fixture(scope="module")
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture(autouse=True)
def begin_now(clock: MovingClock) -> None:
    """Whatever a test before has moved: sessions are of now."""
    clock.now = utc_now()


@pytest_asyncio.fixture
async def clinic(client: httpx.AsyncClient, database: Database, tenant_key: str, clock: MovingClock) -> Clinic:
    return Clinic(client, await add_patient(database, tenant_key), clock)


async def test_a_clinic_asks_to_put_in_the_patient_agrees_and_the_report_is_there_signed(clinic: Clinic) -> None:
    shown = await clinic.ask()
    assert (shown["action"], [each["item_id"] for each in shown["offered"]]) == (
        "collect", ["into:laboratory", "into:letter"],
    )  # fmt: skip
    await clinic.answer("grant", {"items": ["into:laboratory"], "days": 30})
    kept = await clinic.put(sensitivity="R")
    assert (kept.status_code, kept.json()["size_bytes"]) == (201, len(REPORT)), kept.text
    [record] = await clinic.records()
    assert (record["title"], record["category"], record["sensitivity"], record["source"]) == (
        "Blood test Qxtitle", "laboratory", "R", "organisation",
    )  # fmt: skip
    assert record["put_in_by"]["organisation_name"] == "Heart Clinic"
    assert (record["put_in_by"]["name"], record["put_in_by"]["role"]) == ("Dr Xenia", "2212")
    path = f"{clinic.anna.at}/records/{record['record_id']}/content"
    assert (await clinic.http.get(path, headers=clinic.anna.headers)).content == REPORT
    [use] = (await clinic.shown("consent-uses"))["uses"]
    assert (use["action"], use["is_permitted"], use["item_kind"]) == ("collect", True, "laboratory")


async def test_provenance_has_the_signature_which_anybody_can_check_by_the_organisations_key(clinic: Clinic) -> None:
    await clinic.granted()
    await clinic.put()
    [record] = await clinic.records()
    found = await clinic.shown(f"records/{record['record_id']}/provenance")
    Provenance.model_validate(found)
    signed = base64.b64decode(found["signature"][0]["data"]).decode()
    key, badge = (each["valueString"] for each in found["signature"][0]["extension"])
    claims = read_claims(signed, [json.loads(key)], typ=TYP)
    assert claims["sha256"] == hashlib.sha256(REPORT).hexdigest()
    said = read_badge(badge, lambda _: [json.loads(public_part(HEART_KEY))], clinic.clock())
    assert (said.name, said.cnf.jkt) == ("Dr Xenia", private_key(clinic.doctor.key).thumbprint())
    answer = await clinic.http.get(f"{clinic.anna.at}/consents/{clinic.consent_id}/fhir", headers=clinic.anna.headers)
    Consent.model_validate_json(answer.text)
    assert answer.json()["provision"]["action"][0]["coding"][0]["code"] == "collect"


async def test_what_the_patient_put_in_is_theirs_and_carries_no_signature(clinic: Clinic) -> None:
    at, headers = f"{clinic.anna.at}/records", clinic.anna.headers
    made = (await clinic.http.post(at, json={"title": "Letter", "category": "letter"}, headers=headers)).json()
    found = await clinic.shown(f"records/{made['record_id']}/provenance")
    Provenance.model_validate(found)
    assert made["put_in_by"] is None and "signature" not in found and found["agent"][0]["who"]["type"] == "Patient"


async def test_sent_again_it_is_the_same_record_and_another_content_is_refused(
    clinic: Clinic, new_files: Files
) -> None:
    await clinic.granted()
    deposit_id = draw_token()
    first, again = await clinic.put(deposit_id), await clinic.put(deposit_id)
    assert (again.status_code, again.json()) == (201, first.json())
    assert await clinic.code(deposit_id=deposit_id, content=REPORT + b"x") == "content-kept"
    at_once = await asyncio.gather(*(clinic.put("a" * 30) for _ in range(3)))
    assert {each.status_code for each in at_once} == {201}
    assert len(await clinic.records()) == 2
    assert len(new_files()) == 2
    assert len((await clinic.shown("consent-uses"))["uses"]) == 2


async def test_what_the_patient_has_deleted_since_does_not_come_back(clinic: Clinic) -> None:
    await clinic.granted()
    deposit_id = draw_token()
    await clinic.put(deposit_id)
    [record] = await clinic.records()
    await clinic.http.delete(f"{clinic.anna.at}/records/{record['record_id']}", headers=clinic.anna.headers)
    assert await clinic.code(deposit_id=deposit_id) == "not-permitted"
    assert await clinic.records() == []


async def test_nothing_is_put_in_without_a_consent_in_force_for_this_kind_and_purpose(clinic: Clinic) -> None:
    await clinic.ask()
    assert await clinic.code() == "not-permitted"
    await clinic.answer("grant", {"items": ["into:laboratory"], "days": None})
    assert await clinic.code(category="letter") == "not-permitted"
    assert await clinic.code(purpose="HRESCH") == "other-purpose"
    other = clinic.doctor.but(name="Dr Yan")
    assert await clinic.code(doctor=other, key=other.key) == "not-permitted"
    await clinic.answer("withdraw")
    assert await clinic.code() == "withdrawn"
    assert await clinic.records() == []
    reasons = [each["reason"] for each in (await clinic.shown("consent-uses"))["uses"]]
    assert sorted(reasons) == ["no-consent", "not-answered", "other-item", "other-purpose", "withdrawn"]


async def test_just_this_visit_is_twelve_hours(clinic: Clinic) -> None:
    await clinic.granted(days=None)
    clinic.clock.pass_(hours=11, minutes=59)
    assert (await clinic.put()).status_code == 201
    clinic.clock.pass_(minutes=1)
    assert await clinic.code() == "expired"


async def test_who_may_look_may_not_put_in_and_the_other_way_round(clinic: Clinic) -> None:
    await clinic.granted()
    await clinic.put()
    path = f"/v1/shared/consents/{clinic.consent_id}"
    [item] = (await clinic.doctor.call(clinic.http, "GET", path)).json()["items"]
    look = f"{path}/items/{item['handle']}"
    refused = await clinic.doctor.call(clinic.http, "GET", look, params={"purpose": "TREAT"})
    assert (refused.status_code, refused.json()["code"]) == (403, "other-act")
    [record] = await clinic.records()
    await clinic.answer("withdraw")
    await clinic.ask(action="access")
    await clinic.answer("grant", {"items": [f"record:{record['record_id']}"], "days": 30})
    assert await clinic.code() == "other-act"


async def test_it_ends_while_the_content_comes_and_nothing_is_kept(clinic: Clinic, new_files: Files) -> None:
    await clinic.granted()
    deposit_id = draw_token()
    path = f"/v1/shared/consents/{clinic.consent_id}/deposits/{deposit_id}"

    async def slowly() -> AsyncIterator[bytes]:
        yield REPORT[:200]
        await clinic.answer("withdraw")
        yield REPORT[200:]

    more = {"salus-deposit": clinic.statement(deposit_id), "content-type": "application/pdf"}
    answer = await clinic.http.put(
        path, params={"purpose": "TREAT"}, content=slowly(), headers=clinic.doctor.headers("PUT", path) | more
    )
    assert answer.json()["code"] == "withdrawn"
    assert await clinic.records() == new_files() == []


async def test_a_content_may_take_longer_than_a_proof_is_fresh_and_a_captured_proof_is_of_no_use(
    clinic: Clinic,
) -> None:
    await clinic.granted()
    deposit_id = draw_token()
    path = f"/v1/shared/consents/{clinic.consent_id}/deposits/{deposit_id}"
    captured = clinic.doctor.headers("PUT", path)

    async def slowly() -> AsyncIterator[bytes]:
        yield REPORT[:200]
        clinic.clock.pass_(minutes=5)
        yield REPORT[200:]

    more = {"salus-deposit": clinic.statement(deposit_id), "content-type": "application/pdf"}
    kept = await clinic.http.put(path, params={"purpose": "TREAT"}, content=slowly(), headers=captured | more)
    assert kept.status_code == 201, kept.text
    assert await clinic.code(deposit_id=deposit_id, headers=captured) == "stale"
    fresh = clinic.doctor.headers("PUT", path)
    assert (await clinic.put(deposit_id, headers=fresh)).status_code == 201
    assert await clinic.code(deposit_id=deposit_id, headers=fresh) == "replayed"


async def test_what_is_not_what_its_signature_says_is_refused_and_leaves_nothing(
    clinic: Clinic, new_files: Files, subtests: pytest.Subtests
) -> None:
    await clinic.granted()
    refused: list[tuple[str, Json, str]] = [
        ("of another key", {"key": draw_key()}, "statement-refused"),
        ("of another deposit", {"statement": clinic.statement(draw_token())}, "statement-refused"),
        ("of another content", {"sha256": "0" * 64}, "content-other"),
        ("of another type", {"content": b"no PDF"}, "content-unfit"),
    ]
    for tries, (signed, how, code) in enumerate(refused, start=1):
        with subtests.test(signed=signed):
            assert await clinic.code(**how) == code
            assert await clinic.records() == new_files() == []
            rows = (await clinic.shown("happened"))["happened"]
            assert [each["outcome"] for each in rows if each["act"] == "record-deposited"] == ["refused"] * tries


async def test_the_patient_is_told_and_no_value_lies_in_the_clear(
    clinic: Clinic, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await clinic.granted()
    await clinic.put()
    [record] = await clinic.records()
    async with database.reading() as connection:
        events = list(await connection.execute(sa.select(tables.outbox).order_by(tables.outbox.c.id)))
        rows = repr([list(await connection.execute(sa.select(table))) for table in tables.metadata.sorted_tables])
    assert events[-1].type == "record.deposited" and record["record_id"] in str(events[-1])
    for secret in ("Qxtitle", "Qxreport"):
        assert secret not in rows
        assert not any(secret in each.getMessage() for each in caplog.records if not each.name.startswith("httpx"))
    row = next(each for each in (await clinic.shown("happened"))["happened"] if each["about_id"] == record["record_id"])
    assert (row["act"], row["organisation"]["name"], row["person"]) == ("record-kept", "Heart Clinic", "Dr Xenia")


async def test_to_put_in_is_asked_for_categories_of_records_alone(clinic: Clinic) -> None:
    wish = {"request_id": draw_token(), "purpose": "TREAT", "kinds": ["vaccination"], "action": "collect"}
    refused = await clinic.doctor.call(clinic.http, "POST", REQUESTS, json=wish)
    assert refused.json()["code"] == "kind-unknown"


async def test_no_more_is_put_in_than_there_is_room_for(
    own_settings: Settings, tmp_path: Path, own_database: Database, tenant_key: str, clock: MovingClock
) -> None:
    narrow = own_settings.model_copy(update={"record_quota_bytes": len(REPORT) + 10})
    async with running(with_registry(narrow, tmp_path), clock) as http:
        clinic = Clinic(http, await add_patient(own_database, tenant_key), clock)
        await clinic.granted()
        assert (await clinic.put()).status_code == 201
        assert await clinic.code() == "no-room-left"
        assert len(list(narrow.records_dir.iterdir())) == 1
        async with own_database.reading() as connection:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(consent_uses)) == 1


@pytest.mark.parametrize(
    ("where", "what"), [(UseStore, "add"), (Journal, "used"), (RecordStore, "add"), (Journal, "deposited")]
)
async def test_killed_in_the_middle_nothing_is_kept_or_written_down_and_it_can_be_sent_again(
    clinic: Clinic, new_files: Files, monkeypatch: pytest.MonkeyPatch, where: type, what: str
) -> None:
    await clinic.granted()
    deposit_id = draw_token()

    def kill(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as killing:
        killing.setattr(where, what, kill)
        assert (await clinic.put(deposit_id)).status_code == 500
    assert await clinic.records() == new_files() == []
    assert (await clinic.shown("consent-uses"))["uses"] == []
    assert (await clinic.put(deposit_id)).status_code == 201
    assert len(await clinic.records()) == len((await clinic.shown("consent-uses"))["uses"]) == 1


async def test_a_long_document_goes_in_in_pieces(clinic: Clinic) -> None:
    await clinic.granted()
    pieces = [REPORT, *[bytes(1024 * 1024)] * 20]
    deposit_id, whole = draw_token(), hashlib.sha256()
    for each in pieces:
        whole.update(each)
    path = f"/v1/shared/consents/{clinic.consent_id}/deposits/{deposit_id}"

    async def scan() -> AsyncIterator[bytes]:
        for each in pieces:
            yield each

    more = {"salus-deposit": clinic.statement(deposit_id, sha256=whole.hexdigest()), "content-type": "application/pdf"}
    headers = clinic.doctor.headers("PUT", path) | more
    tracemalloc.start()
    try:
        kept = await clinic.http.put(path, params={"purpose": "TREAT"}, content=scan(), headers=headers)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (kept.status_code, kept.json()["size_bytes"]) == (201, len(REPORT) + 20 * 1024 * 1024)
    assert peak_bytes < 8 * 1024 * 1024
