"""Each verdict has one receipt, signed with it, that stays the same and holds nothing of the patient."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.detached_jws import draw_key, public_part
from agent.signed_claims import read_claims
from tests.contract.verifier.conftest import Bench, Service, beside, client_of, settings_of
from tests.unit.verifier.asked import CRED_DEF_ID, DID, NOW
from verifier.domain.receipt import TYP
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight
from verifier.settings import Settings

pytestmark = pytest.mark.asyncio

KEY, NEXT = draw_key(), draw_key()
PUBLIC = json.loads(public_part(KEY))
VALID = Decision(Outcome.VALID, None, (CRED_DEF_ID,), NOW)
MARKED = Sight(revealed={"vaccination": {"target_disease_code": "Zqplantedzq"}}, copies_needed={"Zqcopieszq": 2})


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    return settings_of(shared_url, shared_path).model_copy(update={"receipt_jwk": SecretStr(KEY)})


async def decided(bench: Bench, decision: Decision = VALID, sight: Sight = MARKED) -> str:
    asked = await bench.asked(State.ANSWERED)
    await bench.parts.journal.decided(asked, decision, sight)
    return asked.id


async def test_a_receipt_is_checked_by_the_published_key_and_has_no_value_of_the_patient(service: Service) -> None:
    verification_id = await decided(service.bench)
    response = await service.http.get(f"/v1/verifications/{verification_id}/receipt")
    async with client_of(service.app, "nobody's") as anybody:
        published = (await anybody.get("/v1/receipt-keys")).json()["keys"]
    assert response.headers["content-type"] == "application/jwt"
    claims = read_claims(response.text, published, typ=TYP)
    assert (claims["iss"], claims["jti"], claims["verifier"]) == (
        "http://clinic.example",
        verification_id,
        "Test Clinic",
    )
    assert (claims["verdict"], claims["issuers"]) == ("VALID", [DID])
    assert claims["answered_at"] == claims["decided_at"] == int(NOW.timestamp())
    assert "Zq" not in json.dumps(dict(claims))


async def test_a_receipt_stays_the_same_when_another_verdict_comes_and_when_the_key_is_changed(
    service: Service,
) -> None:
    bench = service.bench
    verification_id = await decided(bench)
    first = await bench.parts.receipts.of(verification_id)
    bench.clock.move(100)
    await bench.parts.journal.decided(await bench.find(verification_id), Decision(Outcome.INVALID, Reason.REVOKED))
    before = json.dumps({"keys": [PUBLIC]})
    async with beside(bench, receipt_jwk=SecretStr(NEXT), receipt_jwks_before=before) as later:
        assert await later.parts.receipts.of(verification_id) == first
        keys = later.parts.receipts.keys()["keys"]
    assert [each["x"] for each in keys] == [json.loads(NEXT)["x"], PUBLIC["x"]]
    assert read_claims(first, keys, typ=TYP)["jti"] == verification_id


async def test_what_has_no_verdict_or_was_decided_without_a_key_has_no_receipt(service: Service) -> None:
    async with beside(service.bench, receipt_jwk=None) as keyless:
        without = await decided(keyless)
        assert (await keyless.http.get("/v1/receipt-keys")).json() == {"keys": []}
    waiting = (await service.bench.asked()).id
    told = [
        (response.status_code, response.json()["code"])
        for each in (waiting, without, "nobody")
        if (response := await service.http.get(f"/v1/verifications/{each}/receipt")) is not None
    ]
    assert told == [(409, "not-decided"), (404, "no-receipt"), (404, "not-found")]


async def test_a_public_key_cannot_sign_and_a_private_one_is_not_listed(shared_settings: Settings) -> None:
    given = shared_settings.model_dump()
    for wrong in ({"receipt_jwk": public_part(KEY)}, {"receipt_jwks_before": KEY}, {"receipt_jwk": "nonsense"}):
        with pytest.raises(ValidationError) as refused:
            Settings.model_validate({**given, **wrong})
        assert json.loads(KEY)["d"] not in str(refused.value)
