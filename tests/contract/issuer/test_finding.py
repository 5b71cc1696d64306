"""Finding a patient's offers and those of a lot, at the API; on both databases."""

from datetime import timedelta

import httpx
import pytest

from agent.service.database import Database
from issuer.domain.claims import to_attributes
from issuer.domain.offer import Offer, OfferState
from issuer.store import OfferStore
from issuer.type_files import PACKAGED, load_credential_types
from tests.contract.issuer.examples import CLAIMS, NOW, offer

pytestmark = pytest.mark.asyncio

VACCINATION = load_credential_types(PACKAGED)["vaccination"]
LOT = {"credential_type": "vaccination", "lot_number": "A1"}


async def add(database: Database, *made: Offer) -> None:
    async with database.transaction() as transaction:
        for each in made:
            await OfferStore(database).add(transaction, each)


async def found(clerk: httpx.AsyncClient, **wanted: object) -> list[str]:
    answer = await clerk.post("/v1/offers/search", json=wanted)
    assert answer.status_code == 200
    return [each["offer_id"] for each in answer.json()["offers"]]


async def test_a_patients_offers_of_every_type_are_found_the_newest_first(
    clerk: httpx.AsyncClient, database: Database
) -> None:
    older = offer(OfferState.STORED, subject_id="S-1", attributes=None)
    newer = offer(subject_id="S-1", credential_type="allergy", at=NOW + timedelta(seconds=1))
    await add(database, older, newer, offer(subject_id="S-2"))
    assert await found(clerk, subject_id="S-1") == [newer.offer_id, older.offer_id]
    assert await found(clerk, subject_id="S-3") == []


async def test_offers_of_a_lot_are_found_within_their_type(clerk: httpx.AsyncClient, database: Database) -> None:
    meant = offer(lot_number="A1")
    await add(database, meant, offer(lot_number="A1", credential_type="allergy"), offer(lot_number="A2"))
    assert await found(clerk, **LOT) == [meant.offer_id]


async def test_a_pseudonym_is_found_as_it_was_issued(clerk: httpx.AsyncClient, database: Database) -> None:
    made = offer(attributes=to_attributes(VACCINATION, CLAIMS | {"subject_id": " 0042"}, NOW.date()))
    await add(database, made)
    for written in ("42", "0042", " 042 "):
        assert await found(clerk, subject_id=written) == [made.offer_id]
    for impossible in (" ", "1_000"):
        assert await found(clerk, subject_id=impossible) == []
    assert (await clerk.post("/v1/offers/search", json={"subject_id": "a\x00b"})).status_code == 422


async def test_a_long_result_goes_on_by_another_post(clerk: httpx.AsyncClient, database: Database) -> None:
    await add(database, *(offer(subject_id="S-1") for _ in range(3)))
    first = (await clerk.post("/v1/offers/search", json={"subject_id": "S-1", "limit": 2})).json()
    rest = await found(clerk, subject_id="S-1", after=first["next_after"])
    assert len({each["offer_id"] for each in first["offers"]} | set(rest)) == 3


async def test_a_search_names_a_patient_or_a_lot(clerk: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for body in [
        {},
        {"lot_number": "A1"},
        {"credential_type": "vaccination"},
        LOT | {"subject_id": "S"},
        LOT | {"x": "MARK"},
    ]:
        with subtests.test(body=body):
            answer = await clerk.post("/v1/offers/search", json=body)
            assert answer.status_code == 422 and "MARK" not in answer.text
