"""What happens at the verifier is on its log, refusals included, and can be proved to others."""

from pathlib import Path

import httpx
import pytest

from salus.auditing import EvidenceNotProved, checked_evidence
from tests.contract.verifier.conftest import Service, client_of
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight

pytestmark = pytest.mark.asyncio


async def words(http: httpx.AsyncClient, about: str) -> list[tuple[str, str]]:
    events = (await http.get("/v1/audit/events", params={"about": about})).json()["events"]
    return [(each["event"]["subtype"][1]["code"], each["event"]["outcome"]) for each in events]


async def test_each_step_of_a_verification_is_on_the_log_and_so_is_each_look(service: Service) -> None:
    asked = await service.bench.asked(State.ANSWERED)
    sight = Sight(revealed={"vaccination": {"lot_number": "MARK-4711"}})
    await service.bench.parts.journal.decided(asked, Decision(Outcome.VALID, None), sight)
    await service.http.get(f"/v1/verifications/{asked.id}")
    found = await words(service.http, f"verification:{asked.id}")
    assert found == [
        ("asked", "0"),
        ("answered", "0"),
        ("decided", "0"),
        ("values-seen", "0"),
        ("events-read", "0"),
    ]


async def test_what_is_refused_is_on_the_log(service: Service) -> None:
    assert (await service.http.post("/v1/verifications", json={"template_id": "no-such"})).status_code == 404
    assert ("asked", "4") in await words(service.http, "verification")
    made = await service.http.post("/v1/api-keys", json={"name": "Ward", "scopes": ["verifications:read"]})
    async with client_of(service.app, made.json()["key"]) as ward:
        assert (await ward.get("/v1/acts")).status_code == 403
    assert ("no-scope", "4") in await words(service.http, "scope:admin")


async def test_an_act_is_proved_by_a_file_that_anybody_checks_and_nobody_can_change(
    service: Service, tmp_path: Path
) -> None:
    asked = await service.bench.asked()
    await service.bench.parts.audit.sequencer.sequence()
    evidence, trust = tmp_path / "evidence.json", tmp_path / "trust.json"
    about = {"about": f"verification:{asked.id}"}
    (event, *_) = (await service.http.get("/v1/audit/events", params=about)).json()["events"]
    evidence.write_bytes((await service.http.get(f"/v1/audit/events/{event['event_id']}/evidence")).content)
    trust.write_bytes((await service.http.get("/v1/audit/trust")).content)
    told = checked_evidence(evidence, trust)
    assert "who: operator" in told and f"what: request asked verification {asked.id}" in told and "why: " in told
    evidence.write_text(evidence.read_text().replace("operator", "operetta"))
    with pytest.raises(EvidenceNotProved):
        checked_evidence(evidence, trust)
