"""The routes over HTTP, as far as they go without an agent: which does not answer here."""

import json
import logging
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from agent.service.database import Database
from tests.contract.wallet_api.patients import (
    NOW,
    WEBHOOK_KEY,
    Patient,
    add_patient,
    add_rows,
    offer,
    request,
    scan,
    stored,
)
from tests.unit.service.web_server import WebServer, response
from tests.unit.wallet_api.invitations import invitation, oob
from wallet_api import tables

pytestmark = pytest.mark.asyncio

LINK = f"https://clinic.invalid/?oob={oob(invitation(label='Clinic' + chr(0x202E)))}"


async def rows(database: Database, table: sa.Table) -> list[sa.Row[Any]]:
    async with database.reading() as connection:
        return list(await connection.execute(sa.select(table)))


async def ids(database: Database, table: sa.Table) -> set[str]:
    return {row.id for row in await rows(database, table)}


async def test_a_wallet_that_the_agent_cannot_make_leaves_nothing(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    before = await ids(database, tables.wallets)
    body = {"label": "Ben", "relation": "guardian"}
    answer = await client.post("/v1/wallets", json=body, headers=anna.headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "agent-unavailable")
    assert await ids(database, tables.wallets) == before
    again = await client.post("/v1/wallets", json={"label": "Anna"}, headers=anna.headers)
    assert (again.status_code, again.json()["wallet_id"]) == (201, anna.wallet.id), "there is one of one's own"


async def test_a_label_that_nobody_could_read_is_refused(
    client: httpx.AsyncClient, database: Database, tenant_key: str, subtests: pytest.Subtests
) -> None:
    for label in ["", "x" * 101, "\u202e", 7, None]:
        with subtests.test(label=label):
            anna = await add_patient(database, tenant_key)
            assert (await client.post("/v1/wallets", json={"label": label}, headers=anna.headers)).status_code == 422
            assert (await client.patch(anna.at, json={"label": label}, headers=anna.headers)).status_code == 422
            assert (await client.patch(anna.at, json={"label": "Mum"}, headers=anna.headers)).json()["label"] == "Mum"


async def test_the_same_code_scanned_again_is_the_same_scan(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    texts = [LINK, f"  {LINK}\n", LINK.replace("https://clinic.invalid/", "didcomm://x")]
    answers = [await client.post(f"{anna.at}/scans", json={"text": text}, headers=anna.headers) for text in texts]
    assert {answer.status_code for answer in answers} == {202}
    (scan_id,) = {answer.json()["scan_id"] for answer in answers}
    assert (await client.get(f"{anna.at}/scans/{scan_id}", headers=anna.headers)).json() == {
        "scan_id": scan_id, "state": "connecting", "kind": None, "offer_id": None, "request_id": None,
        "claimed_label": "Clinic", "problem": None,
    }  # fmt: skip
    other = await client.post(f"{ben.at}/scans", json={"text": LINK}, headers=ben.headers)
    assert other.json()["scan_id"] != scan_id


async def test_an_invitation_waits_sealed_and_never_in_the_clear(
    client: httpx.AsyncClient, database: Database, tenant_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await add_patient(database, tenant_key)
    marked = invitation(**{"requests~attach": [{"data": {"json": {"@id": "t", "name": "Qxnameqx"}}}]})
    text = json.dumps(marked)
    with caplog.at_level(logging.DEBUG):
        assert (await client.post(f"{anna.at}/scans", json={"text": text}, headers=anna.headers)).status_code == 202
    assert "Qxname" not in str(await rows(database, tables.scans)) + str(await rows(database, tables.outbox))
    assert not any("Qxname" in str(vars(record)) for record in caplog.records if record.name.startswith("wallet_api"))


async def test_a_link_that_leads_nowhere_is_told_and_leaves_no_scan(
    client: httpx.AsyncClient, database: Database, tenant_key: str, subtests: pytest.Subtests
) -> None:
    for path, status, code in [
        ("/used", 410, "link-used"),
        ("/expired", 410, "link-expired"),
        ("/no", 422, "link-unreachable"),
        ("/page", 422, "not-an-invitation"),
    ]:
        with subtests.test(path=path, status=status, code=code):
            anna, before = await add_patient(database, tenant_key), await ids(database, tables.scans)
            used, expired = (response(410, json.dumps({"code": f"link-{why}"}).encode()) for why in ("used", "expired"))
            answers = {"/used": used, "/expired": expired, "/page": response(200, b"<html>")}
            async with WebServer(answers).running() as server:
                answer = await client.post(f"{anna.at}/scans", json={"text": server.url(path)}, headers=anna.headers)
                assert (answer.status_code, answer.json()["code"]) == (status, code)
                assert str(server.port) not in answer.text
            assert await ids(database, tables.scans) == before


async def test_what_was_scanned_before_is_known_also_when_its_link_is_used_up(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    answers = {"/q": response(200, json.dumps(invitation()).encode())}
    async with WebServer(answers).running() as server:
        first = await client.post(f"{anna.at}/scans", json={"text": server.url("/q")}, headers=anna.headers)
        answers["/q"] = response(410)
        again = await client.post(f"{anna.at}/scans", json={"text": server.url("/q")}, headers=anna.headers)
    assert first.json()["scan_id"] == again.json()["scan_id"]
    assert len(server.asked) == 1


async def test_without_the_agent_what_needs_it_says_so_and_what_does_not_goes_on(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    offered, held, asked = offer(anna.wallet.id), stored(anna.wallet.id), request(anna.wallet.id)
    await add_rows(database, offered, held, asked)
    for path in (f"{anna.at}/offers/{offered.id}", f"{anna.at}/credentials", f"{anna.at}/requests/{asked.id}"):
        answer = await client.get(path, headers=anna.headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "agent-unavailable")
    approved = await client.post(f"{anna.at}/requests/{asked.id}/approve", json={"choices": {}}, headers=anna.headers)
    assert approved.status_code == 503
    shown = (await client.get(f"{anna.at}/offers/{held.id}", headers=anna.headers)).json()
    assert (shown["state"], shown["credential_type"], shown["attributes"]) == ("stored", "vaccination", {})
    accepted = await client.post(f"{anna.at}/offers/{offered.id}/accept", headers=anna.headers)
    assert accepted.status_code == 202


async def test_an_answer_is_given_once_and_may_be_repeated(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    taken, left, asked = offer(anna.wallet.id), offer(anna.wallet.id), request(anna.wallet.id)
    await add_rows(database, taken, left, asked)

    async def post(path: str, body: dict[str, object] | None = None) -> int:
        return (await client.post(path, json=body or {}, headers=anna.headers)).status_code

    assert [await post(f"{anna.at}/offers/{taken.id}/{what}") for what in ("accept", "accept", "decline")] == [
        202,
        202,
        409,
    ]
    assert [await post(f"{anna.at}/offers/{left.id}/{what}") for what in ("decline", "decline", "accept")] == [
        202,
        202,
        409,
    ]
    decline = f"{anna.at}/requests/{asked.id}/decline"
    assert await post(decline, {"reason": "revoked"}) == 422
    assert [await post(decline, {"reason": "too-old"}) for _ in range(2)] == [202, 202]
    assert await post(f"{anna.at}/requests/{asked.id}/approve", {"choices": {}}) == 409
    shown = (await client.get(f"{anna.at}/requests/{asked.id}", headers=anna.headers)).json()
    assert (shown["state"], shown["reason"], shown["groups"], shown["missing"]) == ("declined", "too-old", [], [])
    assert shown["revealed"] == [{"attribute": "disease", "label": "disease"}]
    assert shown["proved"][0].keys() == {"attribute", "comparison", "value", "sentence", "given_away"}


async def test_choices_of_another_form_are_refused(
    client: httpx.AsyncClient, database: Database, tenant_key: str, subtests: pytest.Subtests
) -> None:
    for choices in [{"x": "c"}, {"-1": "c"}, {"0": ""}, {"0": 1}, {"01": "c"}, {"1000": "c"}, []]:
        with subtests.test(choices=choices):
            anna = await add_patient(database, tenant_key)
            asked = request(anna.wallet.id)
            await add_rows(database, asked)
            answer = await client.post(
                f"{anna.at}/requests/{asked.id}/approve", json={"choices": choices}, headers=anna.headers
            )
            assert answer.status_code == 422


def webhook(patient: Patient, exchange_id: str) -> dict[str, object]:
    return {
        "json": {"cred_ex_id": exchange_id, "state": "done"},
        "headers": {"x-api-key": WEBHOOK_KEY, "x-wallet-id": patient.wallet.tenant_id or ""},
    }


async def test_a_webhook_of_anything_unknown_is_answered_and_ignored(
    client: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    for topic in ["issue_credential_v2_0", "present_proof_v2_0", "connections", "basicmessages"]:
        with subtests.test(topic=topic):
            body = {"cred_ex_id": "x", "pres_ex_id": "x", "connection_id": "x", "state": "done"}
            headers = {"x-api-key": WEBHOOK_KEY, "x-wallet-id": "nobody"}
            assert (await client.post(f"/webhooks/topic/{topic}/", json=body, headers=headers)).status_code == 200


async def test_a_webhook_is_believed_nothing(client: httpx.AsyncClient, database: Database, tenant_key: str) -> None:
    anna = await add_patient(database, tenant_key)
    offered = offer(anna.wallet.id)
    await add_rows(database, offered)
    sent = await client.post("/webhooks/topic/issue_credential_v2_0/", **webhook(anna, offered.exchange_id))
    assert sent.status_code == 200
    (state,) = [row.state for row in await rows(database, tables.offers) if row.id == offered.id]
    assert state == "offered"


async def test_expired_scans_fail_and_say_what_to_do(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    kept = scan(anna.wallet.id)
    await add_rows(database, kept)
    async with database.transaction() as transaction:
        this_one = tables.scans.update().where(tables.scans.c.id == kept.id)
        statement = this_one.values(state="failed", expires_at=NOW)
        await transaction.connection.execute(statement)
    shown = (await client.get(f"{anna.at}/scans/{kept.id}", headers=anna.headers)).json()
    assert shown["problem"]["code"] == "no-answer"
    assert "new code" in shown["problem"]["next_step"]
