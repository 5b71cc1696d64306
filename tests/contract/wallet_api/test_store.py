"""The stores keep what they are given, once, and to its wallet; on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from agent.protocol import ConnectionId, ThreadId
from agent.service.database import Database
from tests.contract.wallet_api.patients import NOW, add_rows, offer, request, scan, stored, wallet
from wallet_api.domain.states import OfferState, Reason, RequestState, ScanKind, ScanState, WalletState
from wallet_api.store.offers import OfferStore
from wallet_api.store.requests import RequestStore
from wallet_api.store.scans import ScanStore, ready
from wallet_api.store.wallets import Wallet, WalletStore

pytestmark = pytest.mark.asyncio


@pytest.fixture
def database(own_database: Database) -> Database:
    return own_database


@pytest_asyncio.fixture
async def anna(database: Database) -> AsyncIterator[Wallet]:
    made = wallet()
    async with database.transaction() as transaction:
        await WalletStore(database).add(transaction, made)
    yield made


@pytest_asyncio.fixture
async def ben(database: Database) -> AsyncIterator[Wallet]:
    made = wallet()
    async with database.transaction() as transaction:
        await WalletStore(database).add(transaction, made)
    yield made


async def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    assert await database.differences() == []


async def test_a_row_comes_back_as_it_was_given(database: Database, anna: Wallet) -> None:
    kept_scan = replace(scan(anna.id), connection_ids=(ConnectionId("a"), ConnectionId("b")))
    kept_offer, kept_request = replace(offer(anna.id), reason=Reason.LOST), replace(request(anna.id), cards=((),))
    await add_rows(database, kept_scan, kept_offer, kept_request)
    assert await ScanStore(database).find(anna.id, kept_scan.id) == kept_scan
    assert await OfferStore(database).find(anna.id, kept_offer.id) == kept_offer
    assert await RequestStore(database).find(anna.id, kept_request.id) == kept_request
    assert await WalletStore(database).find(anna.id) == anna
    assert await WalletStore(database).of_tenant(anna.tenant_id or "") == anna


async def test_another_wallet_finds_nothing_of_it(database: Database, anna: Wallet, ben: Wallet) -> None:
    rows = scan(anna.id), stored(anna.id), request(anna.id)
    await add_rows(database, *rows)
    scans, offers, requests = ScanStore(database), OfferStore(database), RequestStore(database)
    for store, row in zip((scans, offers, requests), rows, strict=True):
        assert await store.find(ben.id, row.id) is None
        assert await store.of_wallet(ben.id) == []
    assert await scans.of_text(ben.id, rows[0].text_sha256) is None
    assert await scans.of_invitation(ben.id, rows[0].invitation_id) is None
    assert await scans.carrying(ben.id, None, rows[0].thread_id or ThreadId("")) is None
    assert await scans.unanswered(ben.id) == []
    assert await offers.of_exchange(ben.id, rows[1].exchange_id) is None
    assert await offers.stored_at(ben.id) == {}
    assert await requests.of_exchange(ben.id, rows[2].exchange_id) is None
    assert await requests.exchange_ids(ben.id) == frozenset()


async def test_one_exchange_gets_one_row_however_many_add_it_at_once(database: Database, anna: Wallet) -> None:
    first = offer(anna.id)

    async def add() -> bool:
        async with database.transaction() as transaction:
            return await OfferStore(database).add(transaction, replace(offer(anna.id), exchange_id=first.exchange_id))

    assert sorted(await asyncio.gather(*(add() for _ in range(5)))) == [False] * 4 + [True]
    assert len(await OfferStore(database).of_wallet(anna.id)) == 1


async def test_the_same_invitation_of_two_wallets_is_two_scans(database: Database, anna: Wallet, ben: Wallet) -> None:
    await add_rows(database, scan(anna.id, "same"), scan(ben.id, "same"))
    async with database.transaction() as transaction:
        assert not await ScanStore(database).add(transaction, scan(anna.id, "same"))


async def test_of_two_who_move_a_row_on_one_wins(database: Database, anna: Wallet) -> None:
    row = offer(anna.id)
    await add_rows(database, row)
    store = OfferStore(database)

    async def move(state: OfferState) -> bool:
        async with database.transaction() as transaction:
            return await store.change(transaction, row, replace(row, state=state))

    results = await asyncio.gather(move(OfferState.ACCEPTING), move(OfferState.DECLINED))
    assert sorted(results) == [False, True]


async def test_a_scan_is_found_by_what_its_invitation_carried(database: Database, anna: Wallet) -> None:
    kept, store = scan(anna.id), ScanStore(database)
    await add_rows(database, kept)
    assert await store.carrying(anna.id, ThreadId(kept.invitation_id), ThreadId("other")) == kept
    assert await store.carrying(anna.id, None, kept.thread_id or ThreadId("")) == kept
    assert await store.carrying(anna.id, None, ThreadId("other")) is None


async def test_only_what_is_not_over_is_open(database: Database, anna: Wallet) -> None:
    open_scan, open_offer, open_request = scan(anna.id), offer(anna.id), request(anna.id)
    over = ready(scan(anna.id), ScanKind.OFFER, open_offer.id)
    done = replace(request(anna.id), state=RequestState.PRESENTED, closed_at=NOW)
    uncleaned = replace(offer(anna.id), state=OfferState.STORED)
    await add_rows(database, open_scan, open_offer, open_request, over, done, uncleaned, stored(anna.id))
    assert over.sealed_invitation is None
    assert over.state is ScanState.READY
    assert await ScanStore(database).open_ids() == [open_scan.id]
    assert await RequestStore(database).open_ids() == [open_request.id]
    assert set(await OfferStore(database).open_ids()) == {open_offer.id, uncleaned.id}


async def test_lists_begin_with_the_newest_and_know_when_a_card_came(database: Database, anna: Wallet) -> None:
    rows = [stored(anna.id, days_ago) for days_ago in (2, 0, 1)]
    await add_rows(database, *rows)
    assert [row.id for row in await OfferStore(database).of_wallet(anna.id)] == [rows[1].id, rows[2].id, rows[0].id]
    stored_at = await OfferStore(database).stored_at(anna.id)
    assert stored_at[rows[1].credential_id] == NOW


async def test_a_wallet_whose_creation_broke_off_is_found_and_one_that_is_ready_is_never_given_up(
    database: Database, anna: Wallet
) -> None:
    store = WalletStore(database)
    broken = replace(wallet(), state=WalletState.CREATING, tenant_id=None, sealed_token=None)
    async with database.transaction() as transaction:
        await store.add(transaction, broken)
    assert await store.unfinished(NOW) == []
    assert await store.unfinished(NOW + timedelta(minutes=1)) == [broken.id]
    async with database.transaction() as transaction:
        assert await store.give_up(transaction, broken.id)
        assert not await store.give_up(transaction, anna.id)
        assert not await store.set_tenant(transaction, broken.id, "late", "sealed")
    assert await store.find(broken.id) is None
