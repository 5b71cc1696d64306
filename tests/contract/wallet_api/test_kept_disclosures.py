"""What the law keeps of who left: readable by the operator's key alone, told to who leaves, gone after six years."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from typing import Any, cast

import pytest
import pytest_asyncio
import sqlalchemy as sa

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.ports import WalletHost
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from salus.retained import RetentionKeyUnfit, told
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.patients import API_KEY, Patient, add_patient
from tests.contract.wallet_api.serving import running
from wallet_api import tables
from wallet_api.domain.accounting import KEPT_FOR
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.consent.reason import Reason
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.domain.consent.rules import UseRecord
from wallet_api.parts import Parts
from wallet_api.retention_key import draw_retention_key, recipient_of
from wallet_api.routes.endings import EndingBody
from wallet_api.routes.kept_disclosures import KEPT_PATH, SealedList
from wallet_api.services.consent.journal import Journal
from wallet_api.settings import Settings
from wallet_api.store.rows import new_id

pytestmark = pytest.mark.asyncio
RECEIPT = "receipt-0123456789abcdef"
KEY = draw_retention_key()
NOW = MovingClock()()
UNTIL = NOW.replace(hour=0) + KEPT_FOR + timedelta(days=1)
DOCTOR = ProvenAsker("dr-x", "Dr Qxname", "heart", "2212", None)


@pytest.fixture
def settings(own_settings: Settings) -> Settings:
    return own_settings.model_copy(update={"retention_recipient": recipient_of(KEY)})


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest_asyncio.fixture
async def parts(settings: Settings, clock: MovingClock) -> AsyncIterator[Parts]:
    """Without an agent."""
    parts = Parts(settings, cast(WalletHost, None), HttpxWeb(), Metrics(), clock=clock)
    await parts.database.upgrade()
    parts.blobs.prepare()
    yield parts
    await parts.audit.close()
    await parts.database.close()


@pytest_asyncio.fixture
async def anna(parts: Parts, tenant_key: str) -> Patient:
    """Two looks at her records were permitted, one was refused, and one card she showed herself."""
    anna = await add_patient(parts.database, tenant_key)
    async with parts.database.transaction() as transaction:  # no tenant: no agent is asked when the wallet ends
        await transaction.connection.execute(tables.wallets.update().values(tenant_id=None, sealed_token=None))
    journal, wallet_id = Journal(parts.outbox, parts.audited), anna.wallet.id
    async with parts.database.transaction() as transaction:
        for purpose, reason in ((Purpose.TREATMENT, None), (Purpose.RESEARCH, None), (Purpose.PAYMENT, Reason.EXPIRED)):
            await journal.used(
                transaction,
                UseRecord(new_id(), wallet_id, "c1", DOCTOR, purpose, "r1", "laboratory", reason is None, reason, NOW),
            )
        await parts.audited.in_wallet(transaction, wallet_id, Kind.DISCLOSE, "request-presented", Named("request"))
    return anna


async def leave(parts: Parts, anna: Patient) -> EndingBody:
    await parts.endings.end_wallet(anna.account_id, anna.wallet.id, RECEIPT)
    await parts.endings.go_on(anna.wallet.id)
    return EndingBody.of(await parts.endings.report(RECEIPT))


async def fetched(settings: Settings, clock: MovingClock) -> SealedList:
    async with running(settings, clock) as client:
        assert (await client.get(KEPT_PATH)).status_code == 401
        answer = await client.get(KEPT_PATH, headers={"authorization": f"Bearer {API_KEY}"})
    return SealedList.model_validate(answer.json())


def rows(text: bytes) -> list[dict[str, str]]:
    found = csv.DictReader(StringIO(text.decode("utf-8-sig")))
    return [each for each in found if each["Recipient"] and each["Description"]]


async def rows_of(parts: Parts, table: sa.Table) -> list[Any]:
    async with parts.database.reading() as connection:
        return list(await connection.execute(sa.select(table)))


async def stored(parts: Parts) -> list[Any]:
    return await rows_of(parts, tables.kept_disclosures)


async def test_after_an_erasure_what_was_disclosed_opens_by_the_retention_key_alone_and_nothing_else_is_left(
    parts: Parts, anna: Patient, settings: Settings, clock: MovingClock
) -> None:
    report = await leave(parts, anna)
    assert report.kept and (report.kept.disclosures, report.kept.until) == (2, UNTIL)
    found = await fetched(settings, clock)
    [treated, studied] = sorted(rows(told(found, [KEY], None)), key=lambda row: row["Purpose"], reverse=True)
    assert treated["Recipient"].startswith("Dr Qxname") and treated["Description"] == "seen: laboratory"
    assert (treated["Reason"], studied["Reason"]) == ("treatment", "authorised by the patient")
    with pytest.raises(RetentionKeyUnfit):
        told(found, [draw_retention_key()], None)
    tables_left = [await rows_of(parts, table) for table in tables.metadata.sorted_tables]
    assert "Qxname" not in repr(tables_left) and anna.wallet.id not in repr(tables_left)
    events = {row.event_id for row in await rows_of(parts, tables.audit.entries)}
    assert not events & {treated["Event"], studied["Event"]}, "nor is an entry of the log found by it"
    assert (await parts.what_happened.accounting(anna.wallet.id)).rows == []


async def test_it_is_found_by_the_receipt_that_who_left_drew_and_by_no_other(
    parts: Parts, anna: Patient, settings: Settings, clock: MovingClock
) -> None:
    await leave(parts, anna)
    found = await fetched(settings, clock)
    assert len(rows(told(found, [draw_retention_key(), KEY], RECEIPT))) == 2
    assert rows(told(found, [KEY], "receipt-of-somebody-else")) == []


async def test_the_certificate_says_how_much_is_kept_and_until_when_and_fetching_it_is_on_the_log(
    parts: Parts, anna: Patient, settings: Settings, clock: MovingClock
) -> None:
    await leave(parts, anna)
    ending = await parts.endings.report(RECEIPT)
    events = await parts.audit.evidences.about(Named("ending", ending.id).text)
    details = {each["type"]: each["valueString"] for each in events[-1].event["entity"][0]["detail"]}
    assert (details["kept_disclosures"], details["kept_until"]) == ("2", f"{UNTIL:%Y-%m-%d}")
    await fetched(settings, clock)
    [read] = await parts.audit.evidences.about("kept-disclosures")
    assert read.event["subtype"][1]["code"] == "kept-disclosures-fetched"


async def test_killed_before_the_rest_was_erased_it_is_kept_once(parts: Parts, anna: Patient) -> None:
    await parts.endings.end_wallet(anna.account_id, anna.wallet.id, RECEIPT)
    ending_id = (await parts.endings.report(RECEIPT)).id
    for _ in range(2):
        await parts.retention.keep(anna.wallet.id, ending_id)
    await parts.endings.go_on(anna.wallet.id)
    assert (await parts.endings.report(RECEIPT)).kept == len(await stored(parts)) == 2


async def test_after_six_years_nobody_is_given_it_and_it_is_swept_up(
    parts: Parts, anna: Patient, settings: Settings, clock: MovingClock
) -> None:
    await leave(parts, anna)
    clock.now = UNTIL - timedelta(seconds=1)
    assert len(await parts.kept.all(clock())) == 2
    clock.pass_(seconds=1)
    assert await parts.kept.all(clock()) == []
    assert len(await stored(parts)) == 2
    await parts.housekeeping.once()
    assert await stored(parts) == []


async def test_without_a_retention_key_nothing_is_kept_and_nobody_is_told_otherwise(
    parts: Parts, anna: Patient, settings: Settings, clock: MovingClock
) -> None:
    bare = Parts(
        settings.model_copy(update={"retention_recipient": None}), cast(WalletHost, None), HttpxWeb(), Metrics(),
        clock=clock,
    )  # fmt: skip
    assert (await leave(bare, anna)).kept is None
    assert await stored(parts) == []
    await bare.audit.close()
    await bare.database.close()
