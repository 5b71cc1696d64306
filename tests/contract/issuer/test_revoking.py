"""Orders to revoke many, and replacements, as far as they go without an agent."""

import httpx
import pytest

from agent.service.database import Database
from issuer.domain.claims import to_attributes
from issuer.domain.offer import Notice, Offer, OfferState
from issuer.domain.publication import Publication
from issuer.store import OfferStore
from issuer.type_files import PACKAGED, load_credential_types
from tests.contract.issuer.examples import CLAIMS, NOW, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio

VACCINATION = load_credential_types(PACKAGED)["vaccination"]
LOT = {"credential_type": "vaccination", "lot_number": "A1"}


@pytest.fixture
def store(database: Database, published: Publication) -> OfferStore:
    return OfferStore(database)


async def add(database: Database, store: OfferStore, *made: Offer) -> None:
    async with database.transaction() as transaction:
        for each in made:
            await store.add(transaction, each)


def stored(index: int, **values: object) -> Offer:
    place = {"rev_reg_id": REV_REG_ID, "cred_rev_id": index, "lot_number": "A1", "attributes": None}
    return offer(OfferState.STORED, **place | values)


async def test_the_lot_and_the_pseudonym_stay_when_the_values_go(database: Database, store: OfferStore) -> None:
    made = offer(attributes={"lot_number": "A1", "subject_id": "S-1", "family_name": "MARKED"})
    await add(database, store, made)
    async with database.transaction() as transaction:
        await store.move(transaction, made.offer_id, OfferState.DECLINED)
    [found] = await store.of_lot("vaccination", "A1")
    assert (found.attributes, found.lot_number, found.subject_id) == (None, "A1", "S-1")
    assert [each.offer_id for each in await store.of_subject("vaccination", "S-1")] == [made.offer_id]
    assert await store.of_lot("allergy", "A1") == []


async def test_a_dry_run_counts_and_changes_nothing(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    await add(database, store, stored(1), stored(2), offer(lot_number="A1"), offer(OfferState.EXPIRED, lot_number="A1"))
    answer = await clerk.post("/v1/revocations", json=LOT | {"dry_run": True})
    assert answer.status_code == 200
    counted = answer.json()
    assert (counted["to_revoke"], counted["to_withdraw"]) == (2, 1)
    assert [each["reason"] for each in counted["refused"]] == ["never-issued"]
    assert {each.state for each in await store.of_lot("vaccination", "A1")} == {
        OfferState.STORED, OfferState.OFFERED, OfferState.EXPIRED,
    }  # fmt: skip


async def test_a_lot_is_found_as_its_claim_was_written(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    lot = to_attributes(VACCINATION, CLAIMS | {"lot_number": " 007123"}, NOW.date())["lot_number"]
    await add(database, store, stored(1, lot_number=lot))
    for written in ("007123", "7123", " 007123 "):
        answer = await clerk.post("/v1/revocations", json=LOT | {"lot_number": written, "dry_run": True})
        assert answer.json()["to_revoke"] == 1


async def test_an_order_is_written_down_at_once_and_tells_its_progress(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    given, waiting, other = stored(1), offer(lot_number="A1"), stored(2, lot_number="B2")
    await add(database, store, given, waiting, other)
    answer = await clerk.post("/v1/revocations", json=LOT)
    assert answer.status_code == 202
    ordered = answer.json()
    assert (ordered["done"], ordered["revoking"], ordered["lot_number"]) == (False, 1, "A1")
    seen = (await clerk.get(f"/v1/revocations/{ordered['revocation_id']}")).json()
    assert seen["revoking"] == 1 and seen["withdrawing"] + seen["withdrawn"] == 1
    found = await store.find(other.offer_id)
    assert found is not None and found.state is OfferState.STORED


async def test_what_an_order_cannot_do_is_told_with_a_reason(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    given, over = stored(1), offer(OfferState.DECLINED)
    await add(database, store, given, over)
    named = [given.offer_id, over.offer_id, "unknown", given.offer_id]
    ordered = (await clerk.post("/v1/revocations", json={"offer_ids": named})).json()
    refused = {each["offer_id"]: each["reason"] for each in ordered["refused"]}
    assert refused == {over.offer_id: "never-issued", "unknown": "unknown"}
    assert ordered["revoking"] == 1


async def test_an_order_names_offers_or_a_lot(clerk: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for body in [
        {},
        {"offer_ids": []},
        {"credential_type": "vaccination"},
        {"lot_number": "A1"},
        LOT | {"offer_ids": ["x"]},
    ]:
        with subtests.test(body=body):
            assert (await clerk.post("/v1/revocations", json=body)).status_code == 422
            assert (await clerk.get("/v1/revocations/unknown")).status_code == 404


async def test_a_replacement_is_decided_with_the_revocation_and_once(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    old = stored(1)
    await add(database, store, old)
    path, wish = f"/v1/offers/{old.offer_id}/replace", {"claims": CLAIMS, "reason": "correction"}
    begun = await clerk.post(path, json=wish)
    assert (begun.status_code, begun.json()["state"]) == (202, "revoking")
    assert "Okafor" not in begun.text
    found = await store.find(old.offer_id)
    assert found is not None and (found.state, found.notice) == (OfferState.REVOKING, Notice.HELD)
    assert (await clerk.post(path, json=wish)).status_code == 409
    assert (await clerk.get(f"/v1/offers/{old.offer_id}/replacement")).json() == begun.json()


async def test_a_replacement_with_wrong_claims_leaves_the_old_credential_alone(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    old = stored(1)
    await add(database, store, old)
    wish = {"claims": CLAIMS | {"dose_number": "MARKED"}, "reason": "correction"}
    answer = await clerk.post(f"/v1/offers/{old.offer_id}/replace", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "claims-refused")
    assert "MARKED" not in answer.text
    assert await store.find(old.offer_id) == old


async def test_only_a_live_credential_is_replaced(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore, subtests: pytest.Subtests
) -> None:
    for state in [OfferState.OFFERED, OfferState.REVOKED, OfferState.EXPIRED]:
        with subtests.test(state=state):
            made = offer(state)
            await add(database, store, made)
            wish = {"claims": CLAIMS, "reason": "update"}
            assert (await clerk.post(f"/v1/offers/{made.offer_id}/replace", json=wish)).status_code == 409
            assert (await clerk.get(f"/v1/offers/{made.offer_id}/replacement")).status_code == 404


async def test_the_registries_of_an_unknown_type_are_not_found(clerk: httpx.AsyncClient) -> None:
    assert (await clerk.get("/v1/credential-types/driving_licence/registries")).status_code == 404
