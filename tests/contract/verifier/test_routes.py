"""The verifier's HTTP API: closed doors, plain problems, QR codes, and shown values on the screen only.

Its agent is away; the requests are written through the journal.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from agent.protocol import Did
from agent.service.auth import routes_of
from agent.service.qr import read_qr
from tests.contract.verifier.conftest import API_KEY, TRUST, WEBHOOK_KEY, Bench, Service
from tests.unit.verifier.asked import GROUP, MEASLES, NOW
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight

pytestmark = pytest.mark.asyncio
SHOWN = {GROUP: {"target_disease_code": MEASLES}}
VALID = Decision(Outcome.VALID, None, (), NOW)
WEBHOOKS = {"x-api-key": WEBHOOK_KEY}


@dataclass
class Desk:
    bench: Bench
    http: httpx.AsyncClient
    app: Any

    async def ask(self, body: Any) -> tuple[int, dict[str, Any]]:
        response = await self.http.post("/v1/verifications", json=body)
        return response.status_code, response.json()

    async def read(self, verification_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get(f"/v1/verifications/{verification_id}")).json()
        return found

    async def decided(self, decision: Decision, sight: Sight | None = None) -> dict[str, Any]:
        asked = await self.bench.asked(State.ANSWERED)
        assert await self.bench.parts.journal.decided(asked, decision, sight)
        return await self.read(asked.id)


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service.bench, service.http, service.app)


@pytest.fixture
def own_desk(own_service: Service) -> Desk:
    return Desk(own_service.bench, own_service.http, own_service.app)


@pytest.fixture
def trust_path(desk: Desk) -> Iterator[Path]:
    """Of a file that a test may change."""
    path = desk.bench.settings.trust_registry
    yield path
    path.write_text(TRUST)


async def test_every_route_is_closed_but_health_and_short_links(desk: Desk) -> None:
    open_paths = {entry.path for entry in routes_of(desk.app) if not entry.guarded}
    assert open_paths == {
        "/health/live", "/health/ready", "/q/{token}", "/q/{token}/status", "/v1/receipt-keys", "/console/sign-in",
        "/console/static/{name}",
    }  # fmt: skip
    for entry in routes_of(desk.app):
        if not entry.guarded or entry.path.startswith("/console"):  # pages: tests/contract/access
            continue
        for method in entry.methods - {"HEAD"}:
            path = entry.path.replace(":path", "").format(
                verification_id="x",
                topic="connections",
                key_id="x",
                webhook_id="x",
                template_id="x",
                event_id="x",
                level="0",
                path="000",
            )
            response = await desk.http.request(method, path, headers={"authorization": "Bearer wrong"})
            assert (response.status_code, response.json()["code"]) == (401, "unauthorized"), entry
            assert response.headers["content-type"] == "application/problem+json"


async def test_a_request_is_shown_with_its_qr_code(desk: Desk) -> None:
    asked = await desk.read((await desk.bench.asked()).id)
    assert asked["state"] == "waiting"
    assert (asked["template_id"], asked["template_version"]) == ("measles-10y", "1.0")
    assert (asked["created_at"], asked["expires_at"]) == ("2026-11-22T10:00:00Z", "2026-11-22T10:05:00Z")
    assert {asked[each] for each in ("verdict", "reason", "sentence", "next_step", "revealed")} == {None}
    assert asked["url"].startswith("http://clinic.example/q/")
    png = await desk.http.get(f"/v1/verifications/{asked['verification_id']}/qr.png")
    assert read_qr(png.content) == asked["url"]
    svg = await desk.http.get(f"/v1/verifications/{asked['verification_id']}/qr.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")


async def test_without_its_agent_nothing_is_asked_and_the_client_may_try_again(desk: Desk) -> None:
    status, problem = await desk.ask({"template_id": "measles-10y"})
    assert (status, problem["code"]) == (503, "agent-unavailable")
    assert problem["next_step"]


async def test_a_shown_value_is_on_the_screen_for_its_time_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await desk.decided(VALID, Sight(revealed=SHOWN))
    assert (found["state"], found["verdict"], found["reason"]) == ("decided", "VALID", None)
    assert found["revealed"] == SHOWN
    assert found["url"] is None
    monkeypatch.setattr(desk.bench.parts.screen, "_now_s", lambda: monotonic() + 119)
    assert (await desk.read(found["verification_id"]))["revealed"] == SHOWN
    monkeypatch.setattr(desk.bench.parts.screen, "_now_s", lambda: monotonic() + 121)
    again = await desk.read(found["verification_id"])
    assert (again["verdict"], again["revealed"]) == ("VALID", None)


async def test_an_invalid_answer_is_explained_and_shows_nothing(desk: Desk) -> None:
    found = await desk.decided(Decision(Outcome.INVALID, Reason.PROOF_FAILED), Sight(SHOWN, {"allergy": 2}))
    assert (found["verdict"], found["reason"]) == ("INVALID", "proof-failed")
    assert (found["revealed"], found["copies_needed"]) == (None, None)
    assert found["sentence"].startswith("The proof does not hold")
    assert found["next_step"]


async def test_a_verdict_is_told_in_the_language_that_the_desk_wants(desk: Desk) -> None:
    found = await desk.decided(Decision(Outcome.UNDECIDED, Reason.NOT_CHECKED))
    assert (found["verdict"], found["language"]) == ("UNDECIDED", "en")
    for language, begins in (("de", "Die Antwort konnte nicht"), ("ar", "تعذر التحقق")):
        path = f"/v1/verifications/{found['verification_id']}"
        told = (await desk.http.get(path, params={"language": language})).json()
        assert told["language"] == language
        assert told["sentence"].startswith(begins)


async def test_how_many_copies_to_ask_for_is_on_the_screen_for_its_time_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await desk.decided(Decision(Outcome.INVALID, Reason.LIST_INCOMPLETE), Sight(copies_needed={"allergy": 2}))
    assert found["copies_needed"] == {"allergy": 2}
    monkeypatch.setattr(desk.bench.parts.screen, "_now_s", lambda: monotonic() + 121)
    assert (await desk.read(found["verification_id"]))["copies_needed"] is None


async def test_the_issuer_that_is_not_trusted_is_named_and_a_valid_answer_counts_for_its_time(desk: Desk) -> None:
    stranger = Did("WgWxqztrNooG92RXvxSTWv")
    decision = Decision(Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED, untrusted_issuer=stranger)
    found = await desk.decided(decision)
    assert (found["untrusted_issuer"], found["valid_until"]) == (stranger, None)
    assert (await desk.decided(VALID))["valid_until"] == "2026-11-22T11:00:00Z"


async def test_a_verdict_on_kept_data_says_of_when_they_are(desk: Desk, subtests: pytest.Subtests) -> None:
    for age_s, told in [(10, False), (11, True), (3600, True)]:
        with subtests.test(age_s=age_s, told=told):
            read_at = desk.bench.clock() - timedelta(seconds=age_s)
            found = await desk.decided(replace(VALID, checked_against=read_at))
            assert (found["ledger_data_of"] is not None, found["ledger_data_sentence"] is not None) == (told, told)
            if told:
                assert datetime.fromisoformat(found["ledger_data_of"]) == read_at
                assert found["ledger_data_sentence"] == f"Checked against data of {read_at.astimezone():%H:%M}."


async def test_a_decided_one_has_no_qr_code_and_its_link_is_used(desk: Desk) -> None:
    asked = await desk.bench.asked(State.ANSWERED)
    url = (await desk.read(asked.id))["url"]
    await desk.bench.parts.journal.decided(asked, VALID, Sight(revealed=SHOWN))
    for picture in ("qr.png", "qr.svg"):
        response = await desk.http.get(f"/v1/verifications/{asked.id}/{picture}")
        assert (response.status_code, response.json()["code"]) == (410, "verification-closed")
    link = await desk.http.get(url, headers={"accept": "application/json"})
    assert (link.status_code, link.json()["code"]) == (410, "link-used")
    status = await desk.http.get(f"{url}/status", headers={"accept": "application/json"})
    assert status.json() == {"status": "done"}


async def test_an_unknown_verification_is_not_found(desk: Desk, subtests: pytest.Subtests) -> None:
    for path in ["", "/events", "/qr.png", "/qr.svg"]:
        with subtests.test(path=path):
            response = await desk.http.get(f"/v1/verifications/nobody{path}")
            assert (response.status_code, response.json()["code"]) == (404, "not-found")


async def test_a_body_of_another_form_is_refused_without_an_echo(desk: Desk, subtests: pytest.Subtests) -> None:
    for body in [{}, {"template_id": 1}, {"template_id": "measles-10y", "nonce": "1"}, [], "MARKED"]:
        with subtests.test(body=body):
            response = await desk.http.post("/v1/verifications", json=body)
            assert (response.status_code, response.json()["code"]) == (422, "invalid-input")
            assert "MARKED" not in response.text


async def test_an_unknown_template_is_not_found(desk: Desk) -> None:
    response = await desk.http.post("/v1/verifications", json={"template_id": "nobody"})
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


async def test_without_a_trusted_issuer_nothing_is_asked(desk: Desk, trust_path: Path) -> None:
    known = await desk.bench.parts.store.open_ids()
    trust_path.unlink()
    status, problem = await desk.ask({"template_id": "measles-10y"})
    assert (status, problem["code"]) == (503, "nobody-trusted")
    assert problem["next_step"]
    assert await desk.bench.parts.store.open_ids() == known
    trust_path.write_text(TRUST)
    _, problem = await desk.ask({"template_id": "measles-10y"})
    assert problem["code"] == "agent-unavailable"
    assert len(await desk.bench.parts.store.open_ids()) == len(known) + 1, (
        "the question is there and waits for the agent"
    )


async def test_a_broken_registry_is_told_and_nothing_is_asked(desk: Desk, trust_path: Path) -> None:
    known = await desk.bench.parts.store.open_ids()
    trust_path.write_text("- nonsense")
    status, problem = await desk.ask({"template_id": "measles-10y"})
    assert (status, problem["code"]) == (503, "trust-registry-broken")
    assert await desk.bench.parts.store.open_ids() == known


async def test_the_identity_cannot_be_told_while_the_agent_is_away(desk: Desk) -> None:
    response = await desk.http.get("/v1/identity")
    assert (response.status_code, response.json()["code"]) == (503, "agent-unavailable")
    assert (await desk.http.get("/health/ready")).status_code == 503
    assert (await desk.http.get("/health/live")).status_code == 200


async def test_a_webhook_leads_to_a_look_and_is_not_believed(own_desk: Desk) -> None:
    asked = await own_desk.bench.asked(State.SCANNED)
    lie = {"pres_ex_id": asked.exchange_id, "state": "done", "verified": "true"}
    response = await own_desk.http.post("/webhooks/topic/present_proof_v2_0/", json=lie, headers=WEBHOOKS)
    assert response.status_code == 200
    async with asyncio.timeout(10):
        while b'refreshes_total{result="agent-unavailable"} 1.0' not in own_desk.bench.parts.metrics.text():
            await asyncio.sleep(0.02)
    assert (await own_desk.read(asked.id))["state"] == "scanned"


async def test_webhooks_about_nothing_of_ours_are_ignored(desk: Desk, subtests: pytest.Subtests) -> None:
    for topic, body in [
        ("present_proof_v2_0", {"pres_ex_id": "nobody", "state": "presentation-received"}),
        ("connections", {"connection_id": "c", "state": "active", "invitation_msg_id": "nobody"}),
        ("connections", {"connection_id": "c", "state": "active"}),
        ("issue_credential_v2_0", {"cred_ex_id": "x", "state": "done"}),
        ("basicmessages", {"content": "hello"}),
    ]:
        with subtests.test(topic=topic, body=body):
            response = await desk.http.post(f"/webhooks/topic/{topic}/", json=body, headers=WEBHOOKS)
            assert response.status_code == 200


async def test_a_webhook_without_the_key_is_refused(desk: Desk) -> None:
    for key in ("", API_KEY, "wrong"):
        response = await desk.http.post("/webhooks/topic/connections/", json={}, headers={"x-api-key": key})
        assert response.status_code == 401
