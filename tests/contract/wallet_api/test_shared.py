"""Those who ask, over HTTP: who they are is proved with each call, and what they may know they are told."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fhir.resources.R4B.consent import Consent

from agent.detached_jws import draw_key, sign
from agent.service.clock import utc_now
from agent.service.database import Database
from agent.signed_claims import read_claims
from tests.contract.wallet_api.askers import EYE_KEY, Clinician
from tests.contract.wallet_api.patients import NOW, Patient, add_patient
from tests.contract.wallet_api.serving import running, with_registry
from wallet_api import tables
from wallet_api.consent_tables import consent_uses
from wallet_api.domain.consent.receipt import TYP
from wallet_api.services.tokens import draw_token
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio
REQUESTS = "/v1/shared/requests"


@pytest.fixture(scope="module")
def settings(settings: Settings, shared_path: Path) -> Settings:
    return with_registry(settings, shared_path)


@pytest_asyncio.fixture
async def anna(client: httpx.AsyncClient, database: Database, tenant_key: str) -> Patient:
    return await add_patient(database, tenant_key)


@pytest.fixture
def doctor() -> Clinician:
    return Clinician(utc_now)


def wish(**changed: Any) -> dict[str, Any]:
    asked = {"request_id": draw_token(), "purpose": "TREAT", "kinds": ["vaccination"], "days": 30, "note": "For you"}
    return asked | changed


async def test_a_request_comes_to_the_phone_by_its_link_and_the_asker_hears_the_answer(
    client: httpx.AsyncClient, anna: Patient, doctor: Clinician
) -> None:
    asked = await doctor.call(client, "POST", REQUESTS, json=wish())
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    link, path = asked.json()["link"], f"/v1/shared/consents/{asked.json()['consent_id']}"
    token = link.removeprefix("http://wallet.test/#/asked/")
    taken = await client.post(f"{anna.at}/consents/taken-up", json={"token": token}, headers=anna.headers)
    assert taken.status_code == 201, taken.text
    body = taken.json()
    assert (body["state"], body["note"], body["asked_days"]) == ("requested", "For you", 30)
    assert body["asker"] == {
        "person": "dr xenia", "name": "Dr Xenia", "role": "2212", "organisation_id": "heart",
        "organisation": {"organisation_id": "heart", "name": "Heart Clinic"}, "licensed_by": None,
        "licence_checked_at": None,
    }  # fmt: skip
    assert (body["kinds"][0]["kind"], body["kinds"][0]["label"]["de"]) == ("vaccination", "Impfung")
    assert (await doctor.call(client, "GET", path)).json()["state"] == "requested"
    denied = await client.post(f"{anna.at}/consents/{body['consent_id']}/deny", headers=anna.headers)
    assert (denied.status_code, denied.json()["state"], denied.json()["given_by"]) == (200, "denied", "own")
    found = (await doctor.call(client, "GET", path)).json()
    assert (found["state"], found["items"]) == ("denied", [])
    keys = (await client.get("/v1/consent-receipt-keys")).json()["keys"]
    assert read_claims(found["receipt"], keys, typ=TYP)["event"][0]["event_state"] == "denied"
    signature = {"signature": sign(found["receipt"].encode(), doctor.key)}
    signed = await doctor.call(client, "POST", f"{path}/countersignature", json=signature)
    assert signed.status_code == 204, signed.text
    (kept,) = (await client.get(f"{anna.at}/consents/{body['consent_id']}/receipts", headers=anna.headers)).json()[
        "receipts"
    ]
    assert (kept["signed"], kept["countersignature"]) == (found["receipt"], signature["signature"])
    for answer in (
        await doctor.call(client, "GET", f"{path}/fhir"),
        await client.get(f"{anna.at}/consents/{body['consent_id']}/fhir", headers=anna.headers),
    ):
        assert answer.headers["content-type"] == "application/fhir+json"
        Consent.model_validate_json(answer.text)
    assert anna.wallet.id not in (await doctor.call(client, "GET", f"{path}/fhir")).text


async def test_a_blood_test_among_the_records_is_shared_for_30_days_and_read_as_it_was_put_in(
    own_settings: Settings, tmp_path: Path, own_database: Database, tenant_key: str
) -> None:
    """The article's example: with the app's clock moved on, nothing else runs."""
    now = NOW

    def clock() -> datetime:
        return now

    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "Haemoglobin"}}
    async with running(with_registry(own_settings, tmp_path), clock) as client:
        anna, doctor = await add_patient(own_database, tenant_key), Clinician(clock)
        kept = await put(client, anna, observation, title="Blood test", category="laboratory")
        await put(client, anna, observation, title="Not for them", category="other")
        asked = wish(kinds=["laboratory"])
        await doctor.call(client, "POST", REQUESTS, json=asked)
        taken = await client.post(
            f"{anna.at}/consents/taken-up", json={"token": asked["request_id"]}, headers=anna.headers
        )
        path = f"{anna.at}/consents/{taken.json()['consent_id']}"
        (offered,) = (await client.get(path, headers=anna.headers)).json()["offered"]
        assert (offered["title"], offered["label"]["en"]) == ("Blood test", "Laboratory")
        granted = await client.post(
            f"{path}/grant", json={"items": [offered["item_id"]], "days": 30}, headers=anna.headers
        )
        assert granted.status_code == 200, granted.text
        at = f"{AT}/{taken.json()['consent_id']}"
        (item,) = (await doctor.call(client, "GET", at)).json()["items"]
        assert kept not in item["handle"]
        look = f"{at}/items/{item['handle']}"
        now = NOW + timedelta(days=29, hours=23, minutes=59)
        headers = doctor.headers("GET", look)
        read = await client.get(look, params={"purpose": "TREAT"}, headers=headers)
        assert (read.json(), read.headers["content-type"]) == (observation, "application/fhir+json")
        assert read.headers["salus-consent-until"] == (NOW + timedelta(days=30)).isoformat()
        again = await client.get(look, params={"purpose": "TREAT"}, headers=headers)
        assert (again.status_code, again.json()["code"]) == (403, "replayed")
        now = NOW + timedelta(days=30)
        over = await doctor.call(client, "GET", look, params={"purpose": "TREAT"})
        assert (over.status_code, over.json()["code"]) == (403, "expired")
    async with own_database.reading() as connection:
        query = sa.select(consent_uses.c.is_permitted, consent_uses.c.reason).order_by(consent_uses.c.created_at)
        uses = [tuple(row) for row in await connection.execute(query)]
    assert sorted(map(str, uses[:2])) == ["(False, <Reason.REPLAYED: 'replayed'>)", "(True, None)"]
    assert str(uses[2]) == "(False, <Reason.EXPIRED: 'expired'>)"


async def put(client: httpx.AsyncClient, patient: Patient, resource: dict[str, Any], **said: str) -> str:
    """The record's id."""
    announced = await client.post(f"{patient.at}/records", json=said, headers=patient.headers)
    record_id = str(announced.json()["record_id"])
    headers = patient.headers | {"content-type": "application/fhir+json"}
    sent = await client.put(f"{patient.at}/records/{record_id}/content", content=json.dumps(resource), headers=headers)
    assert sent.status_code == 200, sent.text
    return record_id


async def test_an_asker_sees_nothing_of_what_others_were_asked_or_granted(
    client: httpx.AsyncClient, anna: Patient, doctor: Clinician
) -> None:
    asked = (await doctor.call(client, "POST", REQUESTS, json=wish())).json()
    other = Clinician(utc_now, organisation="eye", organisation_key=EYE_KEY)
    at = f"/v1/shared/consents/{asked['consent_id']}"
    for method, path in (("GET", at), ("GET", f"{at}/fhir"), ("POST", f"{at}/countersignature")):
        sent = {"json": {"signature": "x"}} if method == "POST" else {}
        answer = await other.call(client, method, path, **sent)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    path = f"{at}/items/{'0' * 64}"
    looked = await other.call(client, "GET", path, params={"purpose": "TREAT"})
    assert (looked.status_code, looked.json()["code"]) == (403, "not-permitted")
    assert (await other.call(client, "GET", "/v1/shared/consents")).json() == {"consents": []}


STRANGERS = Clinician(utc_now, organisation_key=draw_key())
AT = "/v1/shared/consents"


def _headers(doctor: Clinician, how: str) -> list[tuple[str, str]]:
    badge = doctor.badge
    good = doctor.proof("GET", AT, badge)
    other = Clinician(utc_now)
    tried = {
        "nothing": [],
        "a bearer token": [("authorization", f"Bearer {badge}"), ("dpop", good)],
        "no proof": [("authorization", f"DPoP {badge}")],
        "two proofs": [("authorization", f"DPoP {badge}"), ("dpop", good), ("dpop", doctor.proof("GET", AT, badge))],
        "a proof of another method": [("authorization", f"DPoP {badge}"), ("dpop", doctor.proof("POST", AT, badge))],
        "a proof of another path": [("authorization", f"DPoP {badge}"), ("dpop", doctor.proof("GET", REQUESTS, badge))],
        "a proof of another badge": [("authorization", f"DPoP {badge}"), ("dpop", doctor.proof("GET", AT, "x"))],
        "another's key": [("authorization", f"DPoP {badge}"), ("dpop", other.proof("GET", AT, badge))],
        "a badge of a stranger's": list(STRANGERS.headers("GET", AT).items()),
        "a badge for a week": list(doctor.but(lasts=timedelta(days=7)).headers("GET", AT).items()),
        "a badge of tomorrow": list(
            doctor.but(badge_since=utc_now() + timedelta(days=1)).headers("GET", AT).items()
        ),
        "no JWT": [("authorization", "DPoP x"), ("dpop", "x")],
    }  # fmt: skip
    return tried[how]


async def test_whoever_does_not_prove_who_they_are_stays_outside(
    client: httpx.AsyncClient, doctor: Clinician, subtests: pytest.Subtests
) -> None:
    for how in [
        "nothing",
        "a bearer token",
        "no proof",
        "two proofs",
        "a proof of another method",
        "a proof of another path",
        "a proof of another badge",
        "another's key",
        "a badge of a stranger's",
        "a badge for a week",
        "a badge of tomorrow",
        "no JWT",
    ]:
        with subtests.test(how=how):
            answer = await client.get(AT, headers=_headers(doctor, how))
            assert (answer.status_code, answer.json()["code"]) == (401, "asker-not-proven")
            assert answer.headers["www-authenticate"].startswith("DPoP")


async def test_each_proof_is_good_once_and_its_role_must_be_the_registrys(
    client: httpx.AsyncClient, doctor: Clinician
) -> None:
    headers = doctor.headers("GET", AT)
    assert (await client.get(AT, headers=headers)).status_code == 200
    refused = {
        "replayed": headers,
        "stale": doctor.but(clock=lambda: utc_now() - timedelta(minutes=2)).headers("GET", AT),
        "not-trusted": doctor.but(role="5151").headers("GET", AT),
        "licence-expired": doctor.but(badge_since=utc_now() - timedelta(hours=11)).headers("GET", AT),
    }
    for code, sent in refused.items():
        answer = await client.get(AT, headers=sent)
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert answer.json()["next_step"]


async def test_standing_denials_and_templates_are_made_and_unmade(
    client: httpx.AsyncClient, anna: Patient, doctor: Clinician
) -> None:
    at = f"{anna.at}/consent-denials"
    made = await client.post(at, json={"organisation_id": "heart", "kind": "vaccination"}, headers=anna.headers)
    assert (made.status_code, made.json()["organisation"]["name"]) == (201, "Heart Clinic")
    half = await client.post(at, json={"person": "dr xenia"}, headers=anna.headers)
    assert half.status_code == 422
    asked = wish()
    await doctor.call(client, "POST", REQUESTS, json=asked)
    taken = await client.post(f"{anna.at}/consents/taken-up", json={"token": asked["request_id"]}, headers=anna.headers)
    assert (taken.json()["state"], taken.json()["denied_by_rule"]) == ("denied", True)
    assert (await client.delete(f"{at}/{made.json()['denial_id']}", headers=anna.headers)).status_code == 204
    assert (await client.get(at, headers=anna.headers)).json() == {"denials": []}
    body = {"consent_id": taken.json()["consent_id"], "days": 30}
    template = await client.post(f"{anna.at}/consent-templates", json=body, headers=anna.headers)
    assert (template.status_code, template.json()["asker"]["name"]) == (201, "Dr Xenia")
    path = f"{anna.at}/consent-templates/{template.json()['template_id']}"
    assert (await client.delete(path, headers=anna.headers)).status_code == 204
    assert (await client.delete(path, headers=anna.headers)).status_code == 404


async def test_what_an_asker_wrote_stands_sealed_in_the_database(
    client: httpx.AsyncClient, database: Database, anna: Patient, doctor: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    """And in no line of a log."""
    caplog.set_level("DEBUG")
    asked = wish(note="Qxnoteqx")
    await doctor.call(client, "POST", REQUESTS, json=asked)
    await client.post(f"{anna.at}/consents/taken-up", json={"token": asked["request_id"]}, headers=anna.headers)
    kept = json.dumps([list(map(str, row)) for row in await _everything(database)])
    lines = repr([vars(each) for each in caplog.records if each.name.startswith(("agent.", "wallet_api."))])
    assert "/v1/shared/requests" in lines, "the lines are there"
    assert not [each for each in ("Qxnoteqx", "Xenia", asked["request_id"], anna.wallet.id) if each in lines]
    assert "Dr Xenia" in kept and "Qxnoteqx" not in kept and asked["request_id"] not in kept


async def _everything(database: Database) -> list[Any]:
    async with database.reading() as connection:
        return [row for table in tables.metadata.sorted_tables for row in await connection.execute(table.select())]
