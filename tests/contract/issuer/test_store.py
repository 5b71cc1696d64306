"""The issuer's tables and stores, the same on SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from agent.protocol import CredDefId, ExchangeId, SchemaId
from agent.service.database import Database
from issuer.domain.offer import BEFORE, FINAL, Offer, OfferState, Reason
from issuer.domain.publication import Publication, PublicationProblem, PublicationState
from issuer.publication_store import PublicationStore
from issuer.store import OfferStore
from issuer.tables import metadata
from issuer.type_files import load_credential_types
from tests.contract.issuer.examples import NOW, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio


@pytest.fixture
def store(database: Database) -> OfferStore:
    return OfferStore(database)


async def add(database: Database, store: OfferStore, *offers: Offer) -> None:
    async with database.transaction() as transaction:
        for each in offers:
            await store.add(transaction, each)


async def move(database: Database, store: OfferStore, offer_id: str, to: OfferState, **values: object) -> bool:
    async with database.transaction() as transaction:
        return await store.move(transaction, offer_id, to, **values)


async def test_migrations_and_declared_tables_agree(database: Database) -> None:
    assert await database.differences() == []


async def test_an_offer_is_read_back_as_it_was_written(database: Database, store: OfferStore) -> None:
    whole = offer(reason=Reason.AGENT_FAILED, rev_reg_id=REV_REG_ID, cred_rev_id=7, issued_at=NOW, taken_up=True)
    await add(database, store, whole)
    assert await store.find(whole.offer_id) == whole
    assert whole.exchange_id is not None and await store.of_exchange(whole.exchange_id) == whole
    assert whole.invitation_id is not None and await store.of_invitation(whole.invitation_id) == whole
    assert await store.of_exchange(ExchangeId("unknown")) is None


@pytest.mark.parametrize("to", list(OfferState))
async def test_an_offer_moves_only_from_a_state_before(database: Database, store: OfferStore, to: OfferState) -> None:
    every = {state: offer(state) for state in OfferState}
    await add(database, store, *every.values())
    moved = {state for state, each in every.items() if await move(database, store, each.offer_id, to)}
    assert moved == BEFORE[to]


@pytest.mark.parametrize("to", [OfferState.STORED, OfferState.DECLINED, OfferState.FAILED, OfferState.WITHDRAWING])
async def test_attribute_values_are_deleted_when_nothing_needs_them_any_more(
    database: Database, store: OfferStore, to: OfferState
) -> None:
    ending = offer()
    await add(database, store, ending)
    assert await move(database, store, ending.offer_id, to)
    found = await store.find(ending.offer_id)
    assert found is not None and found.attributes is None


async def test_attribute_values_are_kept_while_an_offer_is_open(database: Database, store: OfferStore) -> None:
    waiting = offer()
    await add(database, store, waiting)
    await move(database, store, waiting.offer_id, OfferState.REQUESTED)
    found = await store.find(waiting.offer_id)
    assert found is not None and found.attributes == waiting.attributes


async def test_two_offers_never_have_one_revocation_index(database: Database, store: OfferStore) -> None:
    first, second = offer(), offer()
    await add(database, store, first, second)
    place = {"rev_reg_id": REV_REG_ID, "cred_rev_id": 1}
    assert await move(database, store, first.offer_id, OfferState.ISSUED, **place)
    with pytest.raises(IntegrityError):
        await move(database, store, second.offer_id, OfferState.ISSUED, **place)
    assert await move(database, store, second.offer_id, OfferState.ISSUED, rev_reg_id=REV_REG_ID, cred_rev_id=2)


async def test_of_two_writers_at_once_one_gets_the_revocation_index(database: Database, store: OfferStore) -> None:
    offers = [offer() for _ in range(4)]
    await add(database, store, *offers)
    others = [
        Database(database.url.render_as_string(hide_password=False), "issuer.migrations", metadata) for _ in offers
    ]
    try:
        tries = (
            move(other, store, each.offer_id, OfferState.ISSUED, rev_reg_id=REV_REG_ID, cred_rev_id=1)
            for other, each in zip(others, offers, strict=True)
        )
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
    finally:
        for other in others:
            await other.close()
    assert [type(outcome) for outcome in outcomes if outcome is not True] == [IntegrityError] * 3


async def test_of_two_movers_at_once_one_moves(database: Database, store: OfferStore) -> None:
    waiting = offer()
    await add(database, store, waiting)
    moves = (move(database, store, waiting.offer_id, OfferState.EXPIRED) for _ in range(5))
    assert sorted(await asyncio.gather(*moves)) == [False] * 4 + [True]


async def test_an_offer_is_taken_up_once(database: Database, store: OfferStore) -> None:
    waiting = offer()
    await add(database, store, waiting)
    async with database.transaction() as transaction:
        assert await store.take_up(transaction, waiting.offer_id)
        assert not await store.take_up(transaction, waiting.offer_id)


async def test_open_are_offers_that_wait_and_those_the_agent_still_holds(database: Database, store: OfferStore) -> None:
    held = {state: offer(state) for state in OfferState}
    released = {state: offer(state, held=False) for state in OfferState}
    await add(database, store, *held.values(), *released.values())
    waiting = set(OfferState) - FINAL - {OfferState.ISSUED, OfferState.OFFERED}
    expected = {each.offer_id for state, each in held.items() if state is not OfferState.OFFERED}
    expected |= {released[state].offer_id for state in waiting}
    assert set(await store.open_ids(NOW)) == expected


async def test_an_offer_that_nobody_has_fetched_is_open_only_once_its_time_is_over(
    database: Database, store: OfferStore
) -> None:
    unseen = offer(OfferState.OFFERED)
    await add(database, store, unseen)
    assert await store.open_ids(unseen.expires_at - timedelta(seconds=1)) == []
    assert await store.open_ids(unseen.expires_at) == [unseen.offer_id]


async def test_a_released_offer_no_longer_names_the_exchange(database: Database, store: OfferStore) -> None:
    ended = offer(OfferState.STORED)
    assert ended.exchange_id is not None
    await add(database, store, ended)
    assert await store.known_exchanges() == {ended.exchange_id}
    async with database.transaction() as transaction:
        await store.release(transaction, ended.offer_id, ExchangeId("another"))
    assert await store.known_exchanges() == {ended.exchange_id}
    async with database.transaction() as transaction:
        await store.release(transaction, ended.offer_id, ended.exchange_id)
    assert await store.known_exchanges() == frozenset()
    assert await store.open_ids(NOW) == []


async def test_pages_go_from_the_newest_to_the_oldest_and_miss_none(database: Database, store: OfferStore) -> None:
    same_moment = [offer(at=NOW) for _ in range(3)]
    later = [offer(at=NOW + timedelta(seconds=second)) for second in (1, 2)]
    await add(database, store, *same_moment, *later)
    seen: list[Offer] = []
    while page := await store.page(seen[-1] if seen else None, 2):
        seen += page
    assert [each.offer_id for each in seen[:2]] == [later[1].offer_id, later[0].offer_id]
    assert {each.offer_id for each in seen} == {each.offer_id for each in [*same_moment, *later]} and len(seen) == 5


async def test_a_publication_is_replaced_by_what_is_known_later(database: Database) -> None:
    publications = PublicationStore(database)
    wanted = load_credential_types()["vaccination"]
    assert await publications.find(wanted) == Publication("vaccination", "1.0")
    waiting = Publication("vaccination", "1.0", problem=PublicationProblem("agent-refused", "The agent refused."))
    await publications.save(waiting)
    assert await publications.find(wanted) == waiting
    ready = replace(
        waiting,
        state=PublicationState.READY,
        schema_id=SchemaId("s"),
        cred_def_id=CredDefId("c"),
        tag_number=2,
        problem=None,
    )
    await publications.save(ready)
    assert await publications.find(wanted) == ready
    later_version = replace(wanted, version="1.1")
    assert (await publications.find(later_version)).state is PublicationState.WAITING
