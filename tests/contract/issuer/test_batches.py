"""Batches as far as they go without an agent: read, previewed, settled row by row, stopped, discarded, renewed."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from agent.access.domain.act import OPERATOR
from agent.service.database import Database
from issuer.batch_store import BatchStore
from issuer.domain.batch import Batch, BatchState, Row, RowOutcome
from issuer.domain.offer import Offer, OfferState
from issuer.domain.replacement import ReplacementState
from issuer.parts import Parts
from tests.contract.issuer.examples import REV_REG_ID
from tests.contract.issuer.tables_of_doses import csv, dose

pytestmark = pytest.mark.asyncio

CSV = {"content-type": "text/csv"}


async def read(parts: Parts, *rows: str) -> Batch:
    return await parts.batch_intake.take(csv(*rows), None, {}, OPERATOR)


async def settled(parts: Parts, batch: Batch) -> Sequence[tuple[Row, OfferState | None]]:
    """All waiting rows settled, as if it ran."""
    running = await parts.batches.start(batch.batch_id, OPERATOR)
    waiting = await parts.batches.rows(batch.batch_id, limit=500, outcome=RowOutcome.WAITING)
    await parts.batch_running.settling.settle(running, [row for row, _ in waiting])
    return await parts.batches.rows(batch.batch_id, limit=500)


async def uploaded(parts: Parts, *rows: str) -> Sequence[tuple[Row, OfferState | None]]:
    return await settled(parts, await read(parts, *rows))


async def bring(parts: Parts, offer_id: str, to: OfferState, **values: object) -> None:
    assert await parts.journal.move(offer_id, to, **values)


async def offer_of(parts: Parts, row: Row) -> Offer:
    found = await parts.store.find(row.offer_id or "")
    assert found is not None
    return found


async def test_an_upload_says_what_would_be_offered_and_offers_nothing(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post("/v1/batches", content=csv(dose(1), dose(2, given_on="2044-01-01"), dose(3)), headers=CSV)
    assert answer.status_code == 201
    batch = answer.json()
    assert (batch["state"], batch["format"], batch["rows"]) == ("read", "csv", 3)
    assert (batch["waiting"], batch["refused"], batch["offered"]) == (2, 1, 0)
    assert (await clerk.get("/v1/offers")).json()["offers"] == []
    rows = (await clerk.get(f"/v1/batches/{batch['batch_id']}/rows", params={"outcome": "refused"})).json()["rows"]
    assert [(each["number"], each["place"], each["code"]) for each in rows] == [
        (2, "row 3, column occurrence_dateint", "in-the-future")
    ]
    assert rows[0]["sentence"]


async def test_what_is_read_shows_no_value_of_a_card(clerk: httpx.AsyncClient) -> None:
    batch = (await clerk.post("/v1/batches", content=csv(dose(1, name="MARKED")), headers=CSV)).json()
    shown = await clerk.get(f"/v1/batches/{batch['batch_id']}/rows")
    assert "MARKED" not in shown.text
    assert "1990" not in shown.text


async def test_the_format_is_found_out_or_named_or_refused(clerk: httpx.AsyncClient) -> None:
    resource = {"resourceType": "Patient", "id": "p"}
    line = json.dumps(resource).encode()
    for content, content_type, expected in (
        (csv(dose(1)), "application/octet-stream", "csv"),
        (line, "application/octet-stream", "fhir"),
        (line + b"\n" + line, "application/octet-stream", "ndjson"),
        (json.dumps(resource, indent=1).encode(), "application/octet-stream", "fhir"),
        (line, "application/fhir+ndjson; charset=utf-8", "ndjson"),
    ):
        answer = await clerk.post("/v1/batches", content=content, headers={"content-type": content_type})
        assert answer.json()["format"] == expected
    refused = await clerk.post("/v1/batches", content=line, headers={"content-type": "application/pdf"})
    assert (refused.status_code, refused.json()["code"]) == (415, "unknown-format")


async def test_a_tables_own_column_names_can_be_mapped(clerk: httpx.AsyncClient) -> None:
    content = csv(dose(1)).replace(b"subject_id", b"Patient No.")
    params = {"column": "Patient No.=subject_id"}
    assert (await clerk.post("/v1/batches", content=content, headers=CSV)).json()["waiting"] == 0
    assert (await clerk.post("/v1/batches", content=content, headers=CSV, params=params)).json()["waiting"] == 1
    wrong = await clerk.post("/v1/batches", content=content, headers=CSV, params={"column": "Patient No."})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid-input")


async def test_a_document_that_is_too_long_is_refused_before_it_is_read(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post("/v1/batches", content=b"x" * (20 * 1024 * 1024 + 1), headers=CSV)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_batch_has_at_most_ten_thousand_rows(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post("/v1/batches", content=csv(*("x" for _ in range(10_001))), headers=CSV)
    assert (answer.status_code, answer.json()["code"]) == (422, "too-many-rows")


async def test_a_row_is_offered_once_and_known_ever_after(parts: Parts) -> None:
    [(first, state)] = await uploaded(parts, dose(1))
    assert (first.outcome, state, first.claims) == (RowOutcome.OFFERED, OfferState.DRAFT, None)
    again = await read(parts, dose(1), dose(2))
    progress = await parts.batches.progress(again.batch_id)
    assert (progress.outcomes, progress.corrections) == ({RowOutcome.ALREADY_DONE: 1, RowOutcome.WAITING: 1}, 0)
    (done, _), (new, _) = await settled(parts, again)
    assert (done.outcome, done.offer_id) == (RowOutcome.ALREADY_DONE, first.offer_id)
    assert new.outcome is RowOutcome.OFFERED


async def test_an_offer_of_a_batch_lives_for_days(parts: Parts) -> None:
    [(row, _)] = await uploaded(parts, dose(1))
    made = await offer_of(parts, row)
    assert made.expires_at - made.created_at == timedelta(days=parts.settings.absent_days)


async def test_two_batches_of_the_same_records_at_once_offer_each_once(parts: Parts) -> None:
    rows = [dose(number) for number in range(20)]
    batches = [await read(parts, *rows) for _ in range(3)]
    for batch in batches:
        await parts.batches.start(batch.batch_id, OPERATOR)
    found = await asyncio.gather(*(settled(parts, batch) for batch in batches))
    outcomes = [row.outcome for rows_of_one in found for row, _ in rows_of_one]
    assert outcomes.count(RowOutcome.OFFERED) == 20
    assert outcomes.count(RowOutcome.ALREADY_DONE) == 40
    assert len(await parts.store.page(None, 100)) == 20


async def test_a_changed_record_takes_the_place_of_an_offer_that_nobody_has_taken_up(parts: Parts) -> None:
    [(first, _)] = await uploaded(parts, dose(1))
    changed = await read(parts, dose(1, lot="B2"))
    assert (await parts.batches.progress(changed.batch_id)).corrections == 1
    [(second, state)] = await settled(parts, changed)
    assert (second.outcome, second.corrects, state) == (RowOutcome.OFFERED, True, OfferState.DRAFT)
    assert (await offer_of(parts, first)).state in (OfferState.WITHDRAWING, OfferState.WITHDRAWN)  # the rounds go on


async def test_a_changed_record_replaces_a_credential_that_is_out(parts: Parts) -> None:
    [(first, _)] = await uploaded(parts, dose(1))
    await bring(parts, first.offer_id or "", OfferState.OFFERED)
    await bring(parts, first.offer_id or "", OfferState.STORED, rev_reg_id=REV_REG_ID, cred_rev_id=1)
    [(second, state)] = await uploaded(parts, dose(1, lot="B2"))
    assert (second.outcome, state) == (RowOutcome.OFFERED, None)
    wish = await parts.replacing.find(first.offer_id or "")
    assert (wish.state, wish.new_offer_id) == (ReplacementState.REVOKING, second.offer_id)
    assert (await offer_of(parts, first)).state is OfferState.REVOKING
    [(third, _)] = await uploaded(parts, dose(1, lot="C3"))
    assert (third.outcome, third.code) == (RowOutcome.REFUSED, "being-corrected")


async def test_an_older_version_of_a_record_never_comes_back(parts: Parts) -> None:
    await uploaded(parts, dose(1))
    await uploaded(parts, dose(1, lot="B2"))
    [(old, _)] = await uploaded(parts, dose(1))
    assert old.outcome is RowOutcome.ALREADY_DONE


@pytest.mark.parametrize("ended", [OfferState.EXPIRED, OfferState.DECLINED])
async def test_what_expired_is_offered_again_and_what_was_declined_is_not(parts: Parts, ended: OfferState) -> None:
    [(first, _)] = await uploaded(parts, dose(1))
    await bring(parts, first.offer_id or "", OfferState.OFFERED)
    await bring(parts, first.offer_id or "", ended)
    [(second, _)] = await uploaded(parts, dose(1))
    assert second.outcome is (RowOutcome.OFFERED if ended is OfferState.EXPIRED else RowOutcome.ALREADY_DONE)
    assert (await offer_of(parts, first)).attributes is None


async def test_the_expired_rows_of_a_batch_are_offered_again(parts: Parts, database: Database) -> None:
    batch = await read(parts, dose(1), dose(2))
    (lapsed, _), (kept, _) = await settled(parts, batch)
    await bring(parts, lapsed.offer_id or "", OfferState.EXPIRED)
    await parts.batches.journal.move(batch.batch_id, BatchState.DONE)
    assert await parts.batches.renew(batch.batch_id, OPERATOR) == 1
    assert (await parts.batches.find(batch.batch_id)).state is BatchState.RUNNING
    assert await parts.batches.renew(batch.batch_id, OPERATOR) == 0
    (again, state), (untouched, _) = await settled(parts, batch)
    assert (again.outcome, state) == (RowOutcome.OFFERED, OfferState.DRAFT)
    assert again.offer_id != lapsed.offer_id
    assert untouched.offer_id == kept.offer_id
    assert (await offer_of(parts, again)).attributes is not None
    assert (await offer_of(parts, lapsed)).attributes is None


async def test_an_offer_that_expired_is_renewed_once_and_its_row_follows(parts: Parts) -> None:
    batch = await read(parts, dose(1))
    [(row, _)] = await settled(parts, batch)
    await bring(parts, row.offer_id or "", OfferState.EXPIRED)
    renewed = await parts.renewing.renew(row.offer_id or "", OPERATOR)  # no agent answers: it stays a draft
    assert renewed.state is OfferState.DRAFT
    [(after, _)] = await parts.batches.rows(batch.batch_id, limit=1)
    assert after.offer_id == renewed.offer_id
    [(known, _)] = await uploaded(parts, dose(1))
    assert (known.outcome, known.offer_id) == (RowOutcome.ALREADY_DONE, renewed.offer_id)


async def test_only_what_expired_can_be_renewed(clerk: httpx.AsyncClient, parts: Parts, database: Database) -> None:
    [(row, _)] = await uploaded(parts, dose(1))
    early = await clerk.post(f"/v1/offers/{row.offer_id}/renew")
    assert (early.status_code, early.json()["code"]) == (409, "not-renewable")
    await bring(parts, row.offer_id or "", OfferState.EXPIRED)
    made = await clerk.post(f"/v1/offers/{row.offer_id}/renew")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    twice = await clerk.post(f"/v1/offers/{row.offer_id}/renew")
    assert (twice.status_code, twice.json()["code"]) == (409, "not-renewable")


async def test_the_values_of_an_expired_offer_go_after_some_days(parts: Parts) -> None:
    [(row, _)] = await uploaded(parts, dose(1))
    await bring(parts, row.offer_id or "", OfferState.EXPIRED)
    expired = await offer_of(parts, row)
    assert await parts.journal.forget_expired(expired.expires_at) == 0
    assert await parts.journal.forget_expired(expired.expires_at + timedelta(seconds=1)) == 1
    assert (await offer_of(parts, row)).attributes is None


async def test_a_batch_whose_agent_is_not_there_waits_and_says_so(clerk: httpx.AsyncClient, parts: Parts) -> None:
    batch = await read(parts, dose(1))
    await clerk.post(f"/v1/batches/{batch.batch_id}/start")

    async def held() -> dict[str, object]:
        while (found := (await clerk.get(f"/v1/batches/{batch.batch_id}")).json())["held_code"] is None:
            await asyncio.sleep(0.05)
        return dict(found)

    found = await asyncio.wait_for(held(), 20)
    assert (found["state"], found["held_code"], found["waiting"]) == ("running", "agent-unavailable", 1)
    stopped = await clerk.post(f"/v1/batches/{batch.batch_id}/stop")
    assert (stopped.json()["state"], stopped.json()["held_code"]) == ("stopped", None)


async def test_what_was_read_can_be_discarded_and_what_was_started_cannot(
    clerk: httpx.AsyncClient, parts: Parts, database: Database
) -> None:
    batch, other = await read(parts, dose(1)), await read(parts, dose(2))
    assert (await clerk.delete(f"/v1/batches/{batch.batch_id}")).status_code == 204
    assert (await clerk.get(f"/v1/batches/{batch.batch_id}")).status_code == 404
    assert await BatchStore(database).rows(batch.batch_id, limit=10) == []
    await parts.batches.start(other.batch_id, OPERATOR)
    refused = await clerk.delete(f"/v1/batches/{other.batch_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "batch-state")
    stopped = await clerk.post(f"/v1/batches/{other.batch_id}/stop")
    assert stopped.json()["state"] == "stopped"
    started = await clerk.post(f"/v1/batches/{other.batch_id}/start")
    assert started.json()["state"] == "running"


async def test_what_nobody_starts_is_deleted_after_a_day(parts: Parts) -> None:
    batch = await read(parts, dose(1))
    await parts.batches.forget_unstarted(batch.created_at)
    assert (await parts.batches.find(batch.batch_id)).batch_id == batch.batch_id
    await parts.batches.forget_unstarted(batch.created_at + timedelta(days=1))
    assert await parts.batches.page(None, 10) == []


async def test_batches_are_listed_the_newest_first(clerk: httpx.AsyncClient, parts: Parts) -> None:
    made = [(await read(parts, dose(number))).batch_id for number in range(3)]
    first = (await clerk.get("/v1/batches", params={"limit": 2})).json()
    second = (await clerk.get("/v1/batches", params={"limit": 2, "after": first["next_after"]})).json()
    listed = [each["batch_id"] for each in first["batches"] + second["batches"]]
    assert listed == made[::-1]
    assert second["next_after"] is None
    rows = await clerk.get(f"/v1/batches/{made[0]}/rows", params={"limit": 1})
    assert rows.json()["next_after"] is None


async def test_there_is_nothing_to_print_before_there_are_offers(clerk: httpx.AsyncClient, parts: Parts) -> None:
    batch = await read(parts, dose(1))
    answer = await clerk.get(f"/v1/batches/{batch.batch_id}/sheet.pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-print")


async def test_an_upload_that_is_sent_again_makes_one_batch(clerk: httpx.AsyncClient) -> None:
    headers = CSV | {"idempotency-key": "upload-1"}
    first = await clerk.post("/v1/batches", content=csv(dose(1)), headers=headers)
    again = await clerk.post("/v1/batches", content=csv(dose(1)), headers=headers)
    assert first.json()["batch_id"] == again.json()["batch_id"]
    assert len((await clerk.get("/v1/batches")).json()["batches"]) == 1


async def test_rows_of_a_recalled_lot_are_refused_when_read_and_when_it_runs(parts: Parts) -> None:
    before = await read(parts, dose(1, lot="0071"), dose(2, lot="OK"))
    await parts.revoking_many.give(await parts.revoking_many.of_lot("vaccination", "71"), OPERATOR)
    (recalled, _), (good, _) = await settled(parts, before)
    assert (recalled.outcome, recalled.code) == (RowOutcome.REFUSED, "lot-recalled")
    assert good.outcome is RowOutcome.OFFERED
    after = await read(parts, dose(3, lot="71"))
    [(row, _)] = await parts.batches.rows(after.batch_id, limit=10)
    assert (row.outcome, row.code) == (RowOutcome.REFUSED, "lot-recalled")
