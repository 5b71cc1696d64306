"""Whatever is sent to the issuer, it answers as its description says."""

import asyncio
from collections.abc import Iterator

import pytest

from agent.access.domain.act import OPERATOR
from issuer.app import create_service
from issuer.domain.offer import OfferState
from issuer.domain.publication import Publication, PublicationState
from issuer.parts import Parts
from issuer.publication_store import PublicationStore
from issuer.settings import Settings
from tests.contract.any_input import CASES, Caller, call_everything
from tests.contract.issuer.examples import CLAIMS, CRED_DEF_ID, offer
from tests.contract.issuer.keys import API_KEY
from tests.contract.issuer.tables_of_doses import csv, dose

CARD = {"credential_type": "vaccination", "claims": CLAIMS}
BODIES = {
    "POST /v1/offers": CARD,
    "POST /v1/offers/search": {"credential_type": "vaccination", "lot_number": "A1"},
    "POST /v1/offers/{offer_id}/replace": {"claims": CLAIMS, "reason": "correction"},
    "POST /v1/revocations": {"credential_type": "vaccination", "lot_number": "A1", "dry_run": True},
}


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def test_every_operation_answers_whatever_it_is_sent_and_strangers_nothing(
    settings: Settings, runner: asyncio.Runner
) -> None:
    parts = Parts(settings)
    ready = Publication("vaccination", "1.0", PublicationState.READY, cred_def_id=CRED_DEF_ID)

    async def clerk() -> Caller:
        await PublicationStore(parts.database).save(ready)
        made = offer(), offer(OfferState.STORED)
        async with parts.database.transaction() as transaction:
            for each in made:
                await parts.store.add(transaction, each)
        batch = await parts.batch_intake.take(csv(dose(1), dose(2)), None, {}, OPERATOR)
        known = {"offer_id": [each.offer_id for each in made], "batch_id": [batch.batch_id], "name": ["vaccination"]}
        return Caller({"authorization": f"Bearer {API_KEY}"}, known, BODIES)

    answered = call_everything(create_service(settings), lambda: runner.run(clerk()))
    assert {200, 401, 404, 422} <= set(answered.callers)
    assert sum(answered.callers.values()) >= CASES / 2  # an operation without parameters is called but once
    assert 401 in answered.strangers
    runner.run(parts.database.close())
