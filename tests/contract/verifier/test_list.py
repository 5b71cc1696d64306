"""Verifications are listed a page at a time, the newest first, by ids, states and verdicts only."""

from typing import Any

import pytest

from tests.contract.verifier.conftest import Bench
from tests.unit.verifier.asked import NOW
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight

pytestmark = pytest.mark.asyncio

VALID = Decision(Outcome.VALID, None, (), NOW)
DECLINED = Decision(Outcome.INVALID, Reason.DECLINED)
LINE = {
    "verification_id", "template_id", "template_version", "delivery", "state", "created_at", "decided_at", "verdict",
    "reason",
}  # fmt: skip


async def test_pages_and_filters(own_bench: Bench) -> None:
    journal = own_bench.parts.journal
    for decision in (VALID, DECLINED, None, VALID, None):  # v1 to v5, all asked in one second
        asked = await own_bench.asked(State.ANSWERED)
        if decision is not None:
            await journal.decided(asked, decision, Sight(revealed={"vaccination": {"x": "Zqplantedzq"}}))
    http = own_bench.http

    async def ids(**sought: Any) -> list[str]:
        response = await http.get("/v1/verifications", params=sought)
        assert response.status_code == 200, response.text
        assert "Zq" not in response.text
        return [each["verification_id"] for each in response.json()["verifications"]]

    assert await ids() == ["v5", "v4", "v3", "v2", "v1"]
    assert await ids(verdict="VALID") == ["v4", "v1"]
    assert await ids(verdict="VALID", template_id="measles-10y") == ["v4", "v1"]
    assert await ids(template_id="adult") == []
    assert await ids(since="2026-11-22T10:00:00Z", until="2026-11-22T10:00:01Z") == await ids()
    assert await ids(since="2026-11-22T10:00:01Z") == await ids(until="2026-11-22T10:00:00Z") == []
    assert await ids(before="nobody") == []

    first = (await http.get("/v1/verifications", params={"limit": 2})).json()
    assert set(first["verifications"][0]) == LINE
    assert (first["verifications"][1]["verdict"], first["next_before"]) == ("VALID", "v4")
    assert await ids(limit=2, before="v4") == ["v3", "v2"]
    last = (await http.get("/v1/verifications", params={"limit": 2, "before": "v2"})).json()
    assert ([each["verification_id"] for each in last["verifications"]], last["next_before"]) == (["v1"], None)
    for wrong in ({"limit": 201}, {"since": "yesterday"}, {"verdict": "MAYBE"}, {"name": "x"}):
        assert (await http.get("/v1/verifications", params=wrong)).status_code == 422
