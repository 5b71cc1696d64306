"""What a template says is kept: sealed, for its time, for whoever has the scope; and nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa

from tests.contract.verifier.conftest import Bench, Service, beside
from tests.unit.verifier.asked import GROUP, NOW
from verifier import tables
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.services.screen import Sight
from verifier.services.templates import NO_KEY

pytestmark = pytest.mark.asyncio
DAY_S = 86_400
SHOWN = {GROUP: {"family_name": "Qxfamilyqx", "target_disease_code": "14189004"}}
VALID = Decision(Outcome.VALID, None, (), NOW)
INVALID = Decision(Outcome.INVALID, Reason.PROOF_FAILED)


@dataclass
class Desk:
    bench: Bench
    http: httpx.AsyncClient

    async def decided(self, decision: Decision = VALID, keep_for_s: int = DAY_S) -> str:
        asked = await self.bench.asked(State.ANSWERED, keep_for_s=keep_for_s)
        assert await self.bench.parts.journal.decided(asked, decision, Sight(revealed=SHOWN))
        return asked.id

    async def answer(self, verification_id: str) -> tuple[int, dict[str, Any]]:
        response = await self.http.get(f"/v1/verifications/{verification_id}/answer")
        return response.status_code, response.json()

    async def erase(self, verification_id: str) -> int:
        return (await self.http.delete(f"/v1/verifications/{verification_id}/answer")).status_code

    async def acts(self, *verification_ids: str) -> list[str]:
        acts = (await self.http.get("/v1/acts")).json()["acts"]
        return [each["kind"] for each in acts if each["record_id"] in verification_ids and each["kind"] != "asked"]

    async def rows(self, *verification_ids: str) -> list[Any]:
        wanted = tables.kept_answers.c.verification_id.in_(verification_ids)
        async with self.bench.parts.database.reading() as connection:
            return list(await connection.execute(sa.select(tables.kept_answers).where(wanted)))

    async def change(self, statement: Any) -> None:
        async with self.bench.parts.database.transaction() as transaction:
            await transaction.connection.execute(statement)


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service.bench, service.http)


@pytest_asyncio.fixture(scope="module")
async def shared_keyless(shared_service: Service) -> AsyncIterator[Desk]:
    async with beside(shared_service.bench, answer_key=None) as bench:
        yield Desk(bench, bench.http)


@pytest.fixture
def keyless(service: Service, shared_keyless: Desk) -> Desk:
    """Beside the service with the key, by the same clock."""
    return shared_keyless


async def test_what_was_shown_is_fetched_until_its_time_is_over_and_each_reading_is_an_act(desk: Desk) -> None:
    kept = await desk.decided()
    response = await desk.http.get(f"/v1/verifications/{kept}/answer")
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "verification_id": kept, "template_id": "measles-10y", "template_version": "1.0",
        "kept_until": "2026-11-23T10:00:00Z", "revealed": SHOWN,
    }  # fmt: skip
    assert (await desk.http.get(f"/v1/verifications/{kept}")).json()["kept_until"] == "2026-11-23T10:00:00Z"
    desk.bench.clock.move(DAY_S - 1)
    assert (await desk.answer(kept))[0] == 200
    desk.bench.clock.move(1)
    status, problem = await desk.answer(kept)
    assert (status, problem["code"]) == (410, "answer-gone")
    assert await desk.acts(kept) == ["answer-read"] * 2


async def test_no_value_stands_in_a_table_nor_is_its_row_there_after_its_time(desk: Desk) -> None:
    first = await desk.decided()
    assert "Qxfamily" not in repr(await desk.rows(first))
    desk.bench.clock.move(DAY_S / 2)
    second = await desk.decided()
    desk.bench.clock.move(DAY_S / 2 - 1)
    await desk.bench.parts.retention.wipe()
    assert {row.verification_id for row in await desk.rows(first, second)} == {first, second}
    desk.bench.clock.move(1)
    await desk.bench.parts.retention.wipe()
    assert {row.verification_id for row in await desk.rows(first, second)} == {second}


async def test_what_was_taken_over_is_erased(desk: Desk) -> None:
    kept, other = await desk.decided(), await desk.decided()
    assert await desk.erase(kept) == 204
    assert [row.verification_id for row in await desk.rows(kept, other)] == [other]
    status, problem = await desk.answer(kept)
    assert (status, problem["code"]) == (410, "answer-gone")
    assert problem["next_step"]
    assert await desk.erase(kept) == 410
    assert await desk.acts(kept, other) == ["answer-erased"]


async def test_nothing_is_kept_of_what_is_not_valid_or_not_asked_to_be_kept(desk: Desk) -> None:
    undecided = (await desk.bench.asked(State.ANSWERED, keep_for_s=DAY_S)).id
    unkept = (undecided, await desk.decided(INVALID), await desk.decided(VALID, keep_for_s=0))
    for verification_id in unkept:
        status, problem = await desk.answer(verification_id)
        assert (status, problem["code"]) == (404, "no-answer-kept")
        assert await desk.erase(verification_id) == 404
    assert (await desk.answer("nobody"))[1]["code"] == "not-found"
    assert await desk.rows(*unkept) == []
    assert await desk.acts(*unkept, "nobody") == []


async def test_a_verdict_that_comes_second_keeps_nothing(desk: Desk) -> None:
    asked = await desk.bench.asked(State.ANSWERED, keep_for_s=DAY_S)
    assert await desk.bench.parts.journal.decided(asked, INVALID)
    assert not await desk.bench.parts.journal.decided(asked, VALID, Sight(revealed=SHOWN))
    assert await desk.rows(asked.id) == []


async def test_a_row_passed_off_as_another_s_is_not_opened(desk: Desk) -> None:
    first, second = await desk.decided(), await desk.decided()
    table = tables.kept_answers
    await desk.change(table.delete().where(table.c.verification_id == second))
    await desk.change(table.update().where(table.c.verification_id == first).values(verification_id=second))
    status, problem = await desk.answer(second)
    assert (status, problem["code"]) == (500, "answer-locked")
    assert await desk.acts(first, second) == []


async def test_without_a_key_a_template_that_keeps_is_refused_and_the_others_are_not(keyless: Desk) -> None:
    listed = (await keyless.http.get("/v1/request-templates")).json()
    assert [(each["template_id"], each["reason"]) for each in listed["refused"]] == [("clinic-intake", NO_KEY)]
    assert len(listed["request_templates"]) == 9
    response = await keyless.http.post("/v1/verifications", json={"template_id": "clinic-intake"})
    assert (response.status_code, response.json()["code"]) == (503, "template-refused")


async def test_a_verdict_without_the_key_that_was_there_when_it_was_asked_counts_and_keeps_nothing(
    keyless: Desk,
) -> None:
    kept = await keyless.decided()
    assert (await keyless.http.get(f"/v1/verifications/{kept}")).json()["verdict"] == "VALID"
    assert (await keyless.answer(kept))[1]["code"] == "answer-gone"
    assert await keyless.rows(kept) == []


async def test_the_listing_says_what_is_kept_as_the_patient_is_told(desk: Desk) -> None:
    for language, told in (("en", "for 24 h at most."), ("de", "höchstens 24 Std."), ("ar", "بالساعات: 24.")):
        listed = (await desk.http.get("/v1/request-templates", params={"language": language})).json()
        kept = {each["id"]: each for each in listed["request_templates"] if each["keep_for_s"]}
        assert set(kept) == {"clinic-intake"}
        assert kept["clinic-intake"]["keep_for_s"] == DAY_S
        assert kept["clinic-intake"]["purpose"].endswith(told)
