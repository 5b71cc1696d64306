"""Events are delivered in the order of their commits, each once, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from agent.service.database import Database
from agent.service.engines import DialectName
from agent.service.outbox import Event, Outbox
from tests.contract.service.example import tables

NEVER_S = 3600.0
"""As a pause between polls: whatever arrives did so by a wake-up."""
TIMEOUT_S = 10.0


@pytest_asyncio.fixture
async def outbox(database: Database) -> AsyncIterator[Outbox]:
    outbox = Outbox(database, tables.outbox, poll_s=NEVER_S)
    await outbox.start()
    yield outbox
    await outbox.stop()


@pytest.mark.asyncio
async def test_a_subscription_replays_what_was_and_follows_what_comes(database: Database, outbox: Outbox) -> None:
    await _append(database, outbox, "s", "first")
    await _append(database, outbox, "other", "elsewhere")
    events = outbox.subscribe("s", 0)
    assert (await _next(events)).type == "first"
    following = asyncio.create_task(_next(events))
    await _append(database, outbox, "s", "second", offer_id="x", n=1, ok=True, none=None)
    second = await following
    assert (second.type, dict(second.data)) == ("second", {"offer_id": "x", "n": 1, "ok": True, "none": None})
    assert second.created_at.tzinfo is UTC


@pytest.mark.asyncio
async def test_a_subscription_begins_after_the_id_it_is_given(database: Database, outbox: Outbox) -> None:
    await _append(database, outbox, "s", "first")
    after_id = await outbox.latest_id("s")
    await _append(database, outbox, "s", "second")
    assert (await _next(outbox.subscribe("s", after_id))).type == "second"


@pytest.mark.asyncio
async def test_the_event_of_a_change_that_is_undone_is_never_delivered(database: Database, outbox: Outbox) -> None:
    with pytest.raises(RuntimeError, match="undone"):
        await _append_and_fail(database, outbox)
    await _append(database, outbox, "s", "real")
    assert (await _next(outbox.subscribe("s", 0))).type == "real"


@pytest.mark.asyncio
async def test_an_event_that_commits_late_is_not_overtaken_by_one_with_a_greater_id(
    database: Database, outbox: Outbox
) -> None:
    has_id, may_commit = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        has_id.set()
        await may_commit.wait()

    async def slow() -> None:
        async with database.transaction() as transaction:
            outbox.append(transaction, "s", "slow", {})
            transaction.before_commit(hold)  # the event is written, the commit is not

    subscription = outbox.subscribe("s", 0)
    first = asyncio.create_task(_next(subscription))
    slow_one = asyncio.create_task(slow())
    await has_id.wait()
    fast_one = asyncio.create_task(_append(database, outbox, "s", "fast"))
    await _blocked_or_overtaken(database, first)
    may_commit.set()
    await asyncio.gather(slow_one, fast_one)
    assert [(await first).type, (await _next(subscription)).type] == ["slow", "fast"]


@pytest.mark.asyncio
async def test_a_subscriber_sees_every_event_of_many_writers_in_the_order_of_ids(
    database: Database, outbox: Outbox
) -> None:
    writers = [asyncio.create_task(_append(database, outbox, "s", "e", n=n)) for n in range(60)]
    subscription = outbox.subscribe("s", 0)
    seen = [await _next(subscription) for _ in range(60)]
    await asyncio.gather(*writers)
    assert [event.id for event in seen] == sorted(event.id for event in seen)
    assert {event.data["n"] for event in seen} == set(range(60))


@pytest.mark.asyncio
async def test_a_replay_longer_than_one_batch_is_complete(database: Database, outbox: Outbox) -> None:
    async with database.transaction() as transaction:
        for n in range(450):
            outbox.append(transaction, "s", "e", {"n": n})
    subscription = outbox.subscribe("s", 0)
    assert [(await _next(subscription)).data["n"] for _ in range(450)] == list(range(450))


@pytest.mark.asyncio
async def test_another_process_of_the_service_hears_of_an_event(database: Database, outbox: Outbox) -> None:
    # PostgreSQL tells by NOTIFY; a second process on SQLite finds it by its poll.
    poll_s = NEVER_S if database.dialect is DialectName.POSTGRESQL else 0.02
    elsewhere_database = Database(_url(database), tables.MIGRATIONS, tables.metadata)
    elsewhere = Outbox(elsewhere_database, tables.outbox, poll_s=poll_s)
    await elsewhere.start()
    following = asyncio.create_task(_next(elsewhere.subscribe("s", 0)))
    await _append(database, outbox, "s", "told")
    assert (await following).type == "told"
    await elsewhere.stop()
    await elsewhere_database.close()


@pytest.mark.asyncio
async def test_a_subscriber_survives_the_loss_of_the_listening_connection(postgres_url: str) -> None:
    here = Database(postgres_url, tables.MIGRATIONS, tables.metadata)
    there = Database(postgres_url, tables.MIGRATIONS, tables.metadata)
    await here.upgrade()
    listening, writing = Outbox(here, tables.outbox, poll_s=NEVER_S), Outbox(there, tables.outbox)
    await listening.start()
    subscription = listening.subscribe("s", 0)
    first = asyncio.create_task(_next(subscription))
    await _append(there, writing, "s", "before")
    assert (await first).type == "before"
    assert await _cut_listener(postgres_url) == 1
    await _append(there, writing, "s", "while nobody listens".replace(" ", "-"))
    assert (await _next(subscription)).type == "while-nobody-listens"
    following = asyncio.create_task(_next(subscription))
    await _append(there, writing, "s", "after")
    assert (await following).type == "after"
    await listening.stop()
    await here.close()
    await there.close()


@pytest.mark.asyncio
async def test_a_notification_carries_the_stream_and_nothing_else(postgres_url: str) -> None:
    database = Database(postgres_url, tables.MIGRATIONS, tables.metadata)
    await database.upgrade()
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as connection:
        await connection.execute("LISTEN outbox")
        await _append(database, Outbox(database, tables.outbox), "offer:1", "state", state="marked-state")
        notification = await asyncio.wait_for(anext(connection.notifies()), TIMEOUT_S)
    await database.close()
    assert notification.payload == "offer:1"


@pytest.mark.asyncio
async def test_stopping_the_outbox_ends_its_subscriptions(database: Database, outbox: Outbox) -> None:
    following = asyncio.create_task(anext(outbox.subscribe("s", 0), None))
    await _append(database, outbox, "other", "e")
    await outbox.stop()
    assert await asyncio.wait_for(following, TIMEOUT_S) is None


@pytest.mark.asyncio
async def test_a_purge_deletes_old_events_and_their_ids_are_not_given_again(database: Database) -> None:
    now = datetime(2025, 1, 1, tzinfo=UTC)
    outbox = Outbox(database, tables.outbox, clock=lambda: now)
    await _append(database, outbox, "s", "old")
    last_id = await outbox.latest_id("s")
    assert await outbox.purge(now) == 0
    assert await outbox.purge(now + timedelta(seconds=1)) == 1
    await _append(database, outbox, "s", "new")
    new = await _next(outbox.subscribe("s", 0))
    assert new.type == "new"
    assert new.id > last_id


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["x" * 201, {"name": "Anna"}, ["Anna"], 1.5])
async def test_only_identifiers_states_and_numbers_are_events_data(database: Database, value: object) -> None:
    outbox = Outbox(database, tables.outbox)
    async with database.transaction() as transaction:
        with pytest.raises(ValueError, match="not an identifier"):
            outbox.append(transaction, "s", "e", {"value": value})


async def _append(database: Database, outbox: Outbox, stream: str, type_: str, **data: str | int | bool | None) -> None:
    async with database.transaction() as transaction:
        outbox.append(transaction, stream, type_, data)


async def _append_and_fail(database: Database, outbox: Outbox) -> None:
    async with database.transaction() as transaction:
        outbox.append(transaction, "s", "undone", {})
        raise RuntimeError("undone")


async def _next(events: AsyncIterator[Event]) -> Event:
    async with asyncio.timeout(TIMEOUT_S):
        return await anext(events)


async def _blocked_or_overtaken(database: Database, first: "asyncio.Task[Event]") -> None:
    """Until the fast one waits for the outbox's lock, or (the fault) has been delivered before the slow one."""
    if database.dialect is DialectName.SQLITE:
        return  # it waits for the writer before it can begin
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while not first.done():
        async with database.reading() as connection:
            if await connection.scalar(waiting):
                return


async def _cut_listener(url: str) -> int:
    query = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = 'salus-outbox' AND datname = current_database()"
    )
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        row = await (await connection.execute(query)).fetchone()
    return int(row[0]) if row else 0


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)
