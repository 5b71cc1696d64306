"""Which devices are told of news, by which sealed subscription, and what each is still to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.push import News


@dataclass(frozen=True)
class Due:
    """A device that is to be told."""

    device_id: str
    sealed: str = field(repr=False)
    news: News
    event_id: int
    """Of the newest event that it stands for."""
    failures: int


class PushStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, transaction: Transaction, device_id: str, sealed: str, now: datetime) -> None:
        """In place of the one of before."""
        await self.remove(transaction, device_id)
        row = {"device_id": device_id, "sealed": sealed, "failures": 0, "created_at": now}
        await transaction.connection.execute(tables.push_subscriptions.insert().values(row))

    async def remove(self, transaction: Transaction, device_id: str) -> None:
        table = tables.push_subscriptions
        await transaction.connection.execute(table.delete().where(table.c.device_id == device_id))

    async def has(self, device_id: str) -> bool:
        table = tables.push_subscriptions
        query = sa.select(sa.func.count()).select_from(table).where(table.c.device_id == device_id)
        async with self._database.reading() as connection:
            return bool(await connection.scalar(query))

    async def place(self) -> int:
        """The last event of the outbox that was looked at."""
        async with self._database.reading() as connection:
            return int(await connection.scalar(sa.select(tables.push_place.c.after_event)) or 0)

    async def advance(self, transaction: Transaction, before: int, after: int) -> bool:
        """False if another process was quicker."""
        table = tables.push_place
        statement = table.update().where(table.c.after_event == before).values(after_event=after)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def mark(
        self, transaction: Transaction, wallet_id: str, news: News, event_id: int, now: datetime
    ) -> None:  # fmt: skip
        """All devices of those who may open the wallet are to be told."""
        table, devices, openings = tables.push_subscriptions, tables.devices.c, tables.openings.c
        theirs = (
            sa.select(devices.id)
            .join(tables.openings, openings.account_id == devices.account_id)
            .where(openings.wallet_id == wallet_id, devices.signed_out_at.is_(None))
        )
        told = {"news": news, "event_id": event_id, "failures": 0, "not_before": now}
        await transaction.connection.execute(table.update().where(table.c.device_id.in_(theirs)).values(told))

    async def next_look(self) -> datetime | None:
        """When somebody is to be told next."""
        table = tables.push_subscriptions.c
        query = sa.select(sa.func.min(table.not_before)).where(table.news.is_not(None))
        async with self._database.reading() as connection:
            found: datetime | None = await connection.scalar(query)
            return found

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
        """Those who are to be told now; nobody else tells them until then."""
        table = tables.push_subscriptions
        query = sa.select(table.c.device_id).where(table.c.news.is_not(None), table.c.not_before <= now)
        async with self._database.transaction() as transaction:
            chosen = query.order_by(table.c.not_before).limit(limit).with_for_update(skip_locked=True)
            ids = list(await transaction.connection.scalars(chosen))
            mine = table.update().where(table.c.device_id.in_(ids)).values(not_before=until)
            columns = (table.c.device_id, table.c.sealed, table.c.news, table.c.event_id, table.c.failures)
            rows = await transaction.connection.execute(mine.returning(*columns))
            return [Due(**row._mapping) for row in rows]

    async def told(self, transaction: Transaction, due: Due) -> None:
        """Also where it is given up; what is newer stays to be told."""
        await self._change(transaction, due, news=None, event_id=None, not_before=None, failures=0)

    async def failed(self, transaction: Transaction, due: Due, again_at: datetime) -> None:
        await self._change(transaction, due, failures=due.failures + 1, not_before=again_at)

    async def _change(self, transaction: Transaction, due: Due, **values: object) -> None:
        table = tables.push_subscriptions
        where = (table.c.device_id == due.device_id, table.c.event_id == due.event_id)
        await transaction.connection.execute(table.update().where(*where).values(values))
