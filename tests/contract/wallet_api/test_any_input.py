"""Whatever a phone sends, the wallet API answers as its description says."""

import asyncio
from collections.abc import Iterator
from typing import cast

import pytest

from agent.ports import WalletHost
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from tests.contract.any_input import CASES, Caller, call_everything
from tests.contract.wallet_api.patients import (
    add_consent,
    add_patient,
    add_rows,
    keep_record,
    offer,
    request,
    scan,
)
from wallet_api import tables
from wallet_api.app import create_service
from wallet_api.parts import Parts
from wallet_api.settings import Settings


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def test_every_operation_answers_whatever_it_is_sent_and_strangers_nothing(
    settings: Settings, tenant_key: str, runner: asyncio.Runner
) -> None:
    database = Database(settings.database_url.get_secret_value(), tables.MIGRATIONS, tables.metadata)
    parts = Parts(settings, cast(WalletHost, None), HttpxWeb(), Metrics())

    async def patient() -> Caller:
        anna = await add_patient(database, tenant_key)
        rows = scan(anna.wallet.id), offer(anna.wallet.id), request(anna.wallet.id)
        await add_rows(database, *rows)
        consent, denial, template = await add_consent(database, anna.wallet.id)
        record_id = await keep_record(parts.receiving, anna.wallet.id)
        known = {
            "consent_id": [consent.id], "denial_id": [denial.id], "template_id": [template.id],
            "wallet_id": [anna.wallet.id], "record_id": [record_id], "scan_id": [rows[0].id], "offer_id": [rows[1].id],
            "request_id": [rows[2].id], "device_id": [anna.device_id],
        }  # fmt: skip
        return Caller(anna.headers, known)

    async def close() -> None:
        await parts.audit.close()
        await parts.database.close()
        await database.close()

    without_limit = settings.model_copy(update={"public_calls_per_minute": 100 * CASES})
    answered = call_everything(create_service(without_limit), lambda: runner.run(patient()))
    assert {200, 401, 404, 422} <= set(answered.callers)
    assert sum(answered.callers.values()) >= CASES / 2  # an operation without parameters is called but once
    assert 401 in answered.strangers
    runner.run(close())
