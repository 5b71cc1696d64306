"""Transactions behave the same on SQLite and PostgreSQL."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent.service import engines
from agent.service.database import Database, Transaction
from agent.service.links import LinkStatus
from tests.contract.service.example import tables
from tests.contract.service.example.tables import Offer, OfferStore, offers

NOON = datetime(2025, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.asyncio
async def test_what_a_transaction_did_is_there_after_it_and_only_then_are_its_callbacks_called(
    database: Database,
) -> None:
    called: list[str] = []
    async with database.transaction() as transaction:
        await _add(database, transaction, "a")
        transaction.after_commit(lambda: called.append("after"))
        assert called == []
    assert called == ["after"]
    assert await OfferStore(database).find("a") == Offer("a", LinkStatus.WAITING, NOON)


@pytest.mark.asyncio
async def test_a_transaction_that_raises_leaves_nothing_and_calls_nothing(database: Database) -> None:
    called: list[str] = []
    with pytest.raises(RuntimeError, match="in between"):
        await _add_and_fail(database, called)
    assert called == []
    assert await OfferStore(database).find("a") is None


@pytest.mark.asyncio
async def test_a_callback_before_the_commit_that_raises_undoes_the_transaction(database: Database) -> None:
    async def refuse() -> None:
        raise RuntimeError("refused at the end")

    async def add_and_refuse() -> None:
        async with database.transaction() as transaction:
            await _add(database, transaction, "a")
            transaction.before_commit(refuse)

    with pytest.raises(RuntimeError, match="refused at the end"):
        await add_and_refuse()
    assert await OfferStore(database).find("a") is None


@pytest.mark.asyncio
async def test_a_transaction_inside_a_transaction_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    async with database.transaction():
        with pytest.raises(RuntimeError, match="inside a transaction"):
            async with database.transaction():
                pass


@pytest.mark.asyncio
async def test_a_moment_comes_back_aware_and_in_utc_to_the_microsecond(database: Database) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-7)))
    async with database.transaction() as transaction:
        await OfferStore(database).add(transaction, Offer("a", LinkStatus.WAITING, elsewhere))
    found = await OfferStore(database).find("a")
    assert found is not None
    assert found.created_at == NOON
    assert found.created_at.tzinfo is UTC


@pytest.mark.asyncio
async def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="without a time zone"):
        async with database.transaction() as transaction:
            await OfferStore(database).add(transaction, Offer("a", LinkStatus.WAITING, naive))


@pytest.mark.asyncio
async def test_a_reader_does_not_wait_for_a_writer_and_does_not_see_what_is_not_committed(database: Database) -> None:
    async with database.transaction() as transaction:
        await _add(database, transaction, "a")
        async with asyncio.timeout(5):
            assert await OfferStore(database).find("a") is None


@pytest.mark.asyncio
async def test_a_write_in_a_reading_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        async with database.reading() as connection:
            await connection.execute(offers.delete())
    async with database.transaction() as transaction:  # and the connection is as good as before
        await _add(database, transaction, "a")


@pytest.mark.asyncio
async def test_changes_that_begin_with_a_locking_read_do_not_lose_one_another(database: Database) -> None:
    counter = sa.Table("counter", sa.MetaData(), sa.Column("n", sa.Integer))
    async with database.transaction() as transaction:
        await transaction.connection.run_sync(counter.create)
        await transaction.connection.execute(counter.insert().values(n=0))

    async def count() -> None:
        async with database.transaction() as transaction:
            n = (await transaction.connection.execute(sa.select(counter.c.n).with_for_update())).scalar_one()
            await transaction.connection.execute(counter.update().values(n=n + 1))

    await asyncio.gather(*(count() for _ in range(25)))
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(counter.c.n)) == 25


@pytest.mark.asyncio
async def test_what_was_begun_and_not_ended_is_rolled_back_when_its_connection_goes_back(sqlite_url: str) -> None:
    engine = engines.writing_engine(engines.parse_url(sqlite_url))
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("BEGIN IMMEDIATE")
    with closing(_elsewhere(sqlite_url)) as other:
        other.execute("BEGIN IMMEDIATE")
    await engine.dispose()


@pytest.mark.asyncio
async def test_a_writer_that_another_process_keeps_waiting_too_long_is_told_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    database = Database(sqlite_url, tables.MIGRATIONS, tables.metadata)
    with closing(_elsewhere(sqlite_url)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            await _write_nothing(database)
    async with database.transaction() as transaction:
        await _add(database, transaction, "a")
    await database.close()


@pytest.mark.asyncio
async def test_sqlite_checks_foreign_keys_and_writes_ahead(sqlite_url: str) -> None:
    database = Database(sqlite_url, tables.MIGRATIONS, tables.metadata)
    async with database.reading() as connection:
        values = [
            await connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("foreign_keys", "journal_mode", "synchronous")
        ]
    await database.close()
    assert values == [1, "wal", 2]


@pytest.mark.asyncio
async def test_a_database_is_ready_when_it_answers(database: Database) -> None:
    assert await database.is_ready()


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite", "postgresql://salus@127.0.0.1:9/none"])
async def test_a_database_is_not_ready_when_it_does_not_answer(url: str) -> None:
    database = Database(url, tables.MIGRATIONS, tables.metadata)
    assert not await database.is_ready()
    await database.close()


@pytest.mark.parametrize("url", ["mysql://root:marked-value@host/x", "sqlite://", "marked-value"])
def test_a_url_of_no_known_database_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ValueError, match="the database URL") as refusal:
        Database(url, Path(), sa.MetaData())
    assert "marked-value" not in str(refusal.value)


def _elsewhere(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)


async def _write_nothing(database: Database) -> None:
    async with database.transaction():
        pass


async def _add(database: Database, transaction: Transaction, offer_id: str) -> None:
    await OfferStore(database).add(transaction, Offer(offer_id, LinkStatus.WAITING, NOON))


async def _add_and_fail(database: Database, called: list[str]) -> None:
    async with database.transaction() as transaction:
        await _add(database, transaction, "a")
        transaction.after_commit(lambda: called.append("after"))
        raise RuntimeError("in between")
