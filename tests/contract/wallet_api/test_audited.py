"""What happens in a wallet is on the log, and its holder reads it there, each row with its proof."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.audit.audit import Audit
from agent.audit.c2sp.checkpoint import parse_checkpoint
from agent.audit.c2sp.encoding import from_base64
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome, Purpose
from agent.audit.tree.verifying import verify_consistency
from agent.ledger.opening import LateLedger
from agent.service.clock import utc_now
from agent.service.database import Database
from salus.auditing import checked_evidence
from tests.contract.wallet_api.patients import add_patient, add_rows, offer, request
from tests.contract.wallet_api.phones import PasskeyPhone
from tests.flows.waiting import eventually
from wallet_api import tables
from wallet_api.routes.endings import CERTIFICATE_PATH
from wallet_api.services.audited import IN_HAND, Audited, wallet
from wallet_api.settings import Settings
from wallet_api.store.owned import OwnedRows

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(scope="module")
async def audit(app: FastAPI, settings: Settings, database: Database) -> AsyncIterator[Audit]:
    """The app's log, from beside it."""
    made = Audit(database, tables.audit, settings, observer="Test", late=LateLedger("nowhere", None))
    yield made
    await made.close()


async def test_a_patient_reads_who_asked_who_was_refused_and_what_they_did(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    asked, offered = request(anna.wallet.id), offer(anna.wallet.id)
    await add_rows(database, asked, offered)
    await client.patch(anna.at, json={"label": "Anna B."}, headers=anna.headers)
    assert (await client.get(anna.at, headers=ben.headers)).status_code == 404
    await client.post(f"{anna.at}/requests/{asked.id}/decline", json={}, headers=anna.headers)
    for _ in range(2):
        await client.post(f"{anna.at}/offers/{offered.id}/decline", headers=anna.headers)
    assert (await client.post(f"{anna.at}/offers/{offered.id}/accept", headers=anna.headers)).status_code == 409
    found = (await client.get(f"{anna.at}/happened", headers=anna.headers)).json()
    rows = [(each["act"], each["outcome"], each["who"], each["reason"]) for each in found["happened"]]
    assert rows == [
        ("accepting", "refused", "you", "wrong-state"),
        ("offer-declined", "done", "you", "declined"),
        ("request-declined", "refused", "you", "declined"),
        ("wallet-opened", "refused", "another-account", None),
        ("wallet-renamed", "done", "you", None),
    ]
    assert (found["happened"][2]["seen"], found["happened"][2]["proved"]) == (["disease"], ["day"])
    assert (await client.get(f"{ben.at}/happened", headers=ben.headers)).json()["happened"] == []


async def test_each_row_is_proved_by_a_file_to_its_holder_alone(
    client: httpx.AsyncClient, database: Database, tenant_key: str, audit: Audit, tmp_path: Path
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    for each in (anna, ben):
        await client.patch(each.at, json={"label": "New"}, headers=each.headers)
    await audit.sequencer.sequence()
    (row,) = (await client.get(f"{anna.at}/happened", headers=anna.headers)).json()["happened"]
    assert row["is_proved"]
    evidence, trust = tmp_path / "evidence.json", tmp_path / "trust.json"
    proof = await client.get(f"{anna.at}/happened/{row['event_id']}/evidence", headers=anna.headers)
    evidence.write_bytes(proof.content)
    trust.write_bytes((await client.get("/v1/log/trust", headers=anna.headers)).content)
    told = checked_evidence(evidence, trust)
    assert f"who: account {anna.account_id}" in told and "what: change wallet-renamed wallet" in told
    others = await client.get(f"{ben.at}/happened/{row['event_id']}/evidence", headers=ben.headers)
    assert (others.status_code, others.json()["code"]) == (404, "not-found")


async def test_many_rows_come_page_by_page(
    client: httpx.AsyncClient, database: Database, tenant_key: str, audit: Audit
) -> None:
    anna = await add_patient(database, tenant_key)
    subject = wallet(anna.wallet.id)
    await audit.log.write_alone(*(Happened(Kind.READ, f"look-{n}", Named("service"), subject) for n in range(60)))
    first = (await client.get(f"{anna.at}/happened", headers=anna.headers)).json()
    rest = (await client.get(f"{anna.at}/happened?before={first['next_before']}", headers=anna.headers)).json()
    acts = [each["act"] for page in (first, rest) for each in page["happened"]]
    assert acts == [f"look-{n}" for n in reversed(range(60))] and rest["next_before"] is None
    unknown = await client.get(f"{anna.at}/happened?before={'0' * 32}", headers=anna.headers)
    assert unknown.status_code == 404


async def test_a_phone_can_see_that_the_log_only_grew(
    client: httpx.AsyncClient, database: Database, tenant_key: str, audit: Audit
) -> None:
    anna, seen = await add_patient(database, tenant_key), []
    for name in ("One", "Two", "Three"):
        await client.patch(anna.at, json={"label": name}, headers=anna.headers)
        await audit.sequencer.sequence()
        size = seen[-1]["size"] if seen else 0
        seen.append((await client.get("/v1/log", params={"seen_size": size}, headers=anna.headers)).json())
    first, last = seen[0], seen[-1]
    between = (await client.get("/v1/log", params={"seen_size": first["size"]}, headers=anna.headers)).json()
    proof = [from_base64(each) for each in between["consistency"]]
    verify_consistency(first["size"], last["size"], from_base64(first["root"]), from_base64(last["root"]), proof)
    checkpoint, _ = parse_checkpoint(last["checkpoint"])
    assert (checkpoint.origin, checkpoint.size) == (last["origin"], last["size"])


async def test_sign_ins_are_on_the_log_and_so_is_who_was_not_let_in(client: httpx.AsyncClient, audit: Audit) -> None:
    phone, before = PasskeyPhone(client), await audit.evidences.about("account")
    await phone.sign_up()
    await phone.sign_in()
    stranger = await client.post("/v1/recovery/options", json={"recovery_code": "A" * 26})
    assert stranger.is_client_error
    of_account = await audit.evidences.about(f"account:{phone.tokens['account_id']}")
    assert [each.event["subtype"][1]["code"] for each in of_account] == ["account-made", "signed-in"]
    (refused,) = (await audit.evidences.about("account"))[len(before) :]
    assert refused.event["subtype"][1]["code"] == "recovered" and refused.event["outcome"] == "4"


async def test_keys_of_wallets_that_are_gone_are_erased_although_a_kill_came_between(
    database: Database, tenant_key: str, audit: Audit
) -> None:
    anna, gone = await add_patient(database, tenant_key), {"wallet:gone", "account:gone"}
    stay = {f"wallet:{anna.wallet.id}", f"account:{anna.account_id}", "account"}
    for owner in gone | stay:
        await audit.keys.key_for(owner)
    audited, present = Audited(audit.log, audit.keys), OwnedRows(database).present
    await audited.erase_left(present, utc_now())
    assert await audit.keys.of("wallet:gone") is not None  # its row may be about to be written
    await audited.erase_left(present, utc_now() + IN_HAND + timedelta(seconds=1))
    left = set(await audit.keys.owners(utc_now() + timedelta(days=1)))
    assert left & (gone | stay) == stay


async def test_the_totals_of_the_accounting_are_those_of_the_log(
    client: httpx.AsyncClient, database: Database, tenant_key: str, audit: Audit
) -> None:
    anna = await add_patient(database, tenant_key)
    outcomes = [Outcome.DONE, Outcome.REFUSED, Outcome.DONE]
    looks = [
        Happened(
            Kind.DISCLOSE, "item-read", Named("organisation", "eye"), Named("consent", "c1"), each, Purpose.RESEARCH,
            sealed_for=wallet(anna.wallet.id),
        )
        for each in outcomes
    ]  # fmt: skip
    await audit.log.write_alone(*looks)
    await client.patch(anna.at, json={"label": "New"}, headers=anna.headers)
    answer = await client.get(f"{anna.at}/accounting.csv", headers=anna.headers)
    _, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert rows[3:] == [["Disclosed", "2"], ["Refused", "1"], ["Accountable", "0"], ["In all", "3"]]
    happened = (await client.get(f"{anna.at}/happened", headers=anna.headers)).json()["happened"]
    on_log = [each["event_id"] for each in reversed(happened) if each["kind"] == "disclose"]
    assert [row[7] for row in rows[:3]] == on_log
    assert (await client.get(f"{anna.at}/accounting.pdf", headers=anna.headers)).content.startswith(b"%PDF")


async def test_what_was_erased_is_proved_by_a_certificate_that_names_nobody(
    client: httpx.AsyncClient, database: Database, tenant_key: str, audit: Audit, tmp_path: Path
) -> None:
    anna, receipt = await add_patient(database, tenant_key), {"receipt": "receipt-0123456789abcdef"}
    async with database.transaction() as transaction:  # no agent is asked when it ends
        annas = tables.wallets.update().where(tables.wallets.c.id == anna.wallet.id)
        await transaction.connection.execute(annas.values(tenant_id=None, sealed_token=None))
    evidence, trust = tmp_path / "evidence.json", tmp_path / "trust.json"
    trust.write_bytes((await client.get("/v1/log/trust", headers=anna.headers)).content)
    assert (await client.post(CERTIFICATE_PATH, json=receipt)).status_code == 404
    assert (await client.post("/v1/account/end", json=receipt, headers=anna.headers)).status_code == 202

    async def proved() -> bytes | None:
        await audit.sequencer.sequence()
        answer = await client.post(CERTIFICATE_PATH, json=receipt)
        return answer.content if answer.status_code == 200 else None

    evidence.write_bytes(await eventually(proved))
    told = checked_evidence(evidence, trust)
    assert "what: erase all-erased ending" in told
    assert "accounts 1" in told and "wallets 1" in told
    assert not any(each in evidence.read_text() for each in (anna.account_id, anna.wallet.id, receipt["receipt"]))
