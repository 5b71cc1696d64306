"""Webhooks in the database. One process at a time delivers to one, under a claim that lapses if it is not renewed."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.webhooks.domain.webhook import Webhook, WebhookState

_PROGRESS = ("after_event", "failures", "failing_since", "next_attempt_at", "last_error", "delivered_at", "stopped")
"""What delivering changes; the rest may be changed meanwhile by whoever owns the webhook."""


class WebhookStore:
    def __init__(self, database: Database, table: sa.Table) -> None:
        self._database = database
        self._table = table

    async def every(self) -> Sequence[Webhook]:
        """The oldest first."""
        query = sa.select(self._table).order_by(self._table.c.created_at, self._table.c.id)
        async with self._database.reading() as connection:
            return [_webhook(row) for row in await connection.execute(query)]

    async def find(self, webhook_id: str) -> Webhook | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(self._table).where(self._is(webhook_id)))).first()
        return _webhook(row) if row else None

    async def locked(self, transaction: Transaction, webhook_id: str) -> Webhook | None:
        """To be changed in this transaction."""
        query = sa.select(self._table).where(self._is(webhook_id)).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return _webhook(row) if row else None

    async def count(self, transaction: Transaction) -> int:
        return await transaction.connection.scalar(sa.select(sa.func.count()).select_from(self._table)) or 0

    async def add(self, transaction: Transaction, made: Webhook) -> None:
        await transaction.connection.execute(self._table.insert().values(_row(made)))

    async def change(self, transaction: Transaction, changed: Webhook) -> None:
        await transaction.connection.execute(self._table.update().where(self._is(changed.id)).values(_row(changed)))

    async def delete(self, transaction: Transaction, webhook_id: str) -> bool:
        return (await transaction.connection.execute(self._table.delete().where(self._is(webhook_id)))).rowcount == 1

    async def next_look(self, newest_event: int) -> Sequence[tuple[str, datetime | None]]:
        """Those with something to be told, and from when on they may be: after a pause, or when a claim lapses."""
        table = self._table.c
        query = sa.select(table.id, table.next_attempt_at, table.claimed_until)
        query = query.where(table.stopped.is_(None), table.after_event < newest_event)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(row.id, max(filter(None, (row.next_attempt_at, row.claimed_until)), default=None)) for row in rows]

    async def claim(self, webhook_id: str, claim: str, now: datetime, until: datetime) -> Webhook | None:
        """The webhook, if it may be delivered to now and nobody else is at it."""
        table = self._table.c
        free = sa.or_(table.claimed_until.is_(None), table.claimed_until <= now)
        due = sa.or_(table.next_attempt_at.is_(None), table.next_attempt_at <= now)
        where = sa.and_(self._is(webhook_id), table.stopped.is_(None), free, due)
        async with self._database.transaction() as transaction:
            statement = self._table.update().where(where).values(claim=claim, claimed_until=until)
            if (await transaction.connection.execute(statement)).rowcount != 1:
                return None
            return await self.locked(transaction, webhook_id)

    async def progress(self, made: Webhook, claim: str, until: datetime | None) -> Webhook | None:
        """Write down how far it came, and hold the claim until then or let it go.

        The webhook as it is now, or None if it is no longer ours to deliver to.
        """
        values = {name: getattr(made, name) for name in _PROGRESS}
        statement = self._table.update().where(self._is(made.id), self._table.c.claim == claim)
        held = {"claim": claim if until else None, "claimed_until": until}
        async with self._database.transaction() as transaction:
            if (await transaction.connection.execute(statement.values(**values, **held))).rowcount != 1:
                return None
            return await self.locked(transaction, made.id)

    def _is(self, webhook_id: str) -> sa.ColumnElement[bool]:
        return self._table.c.id == webhook_id


def _row(made: Webhook) -> dict[str, object]:
    return {each.name: getattr(made, each.name) for each in fields(Webhook)} | {"event_types": sorted(made.event_types)}


def _webhook(row: sa.Row[Any]) -> Webhook:
    values = {each.name: row._mapping[each.name] for each in fields(Webhook)}
    stopped = WebhookState(row.stopped) if row.stopped else None
    return Webhook(**values | {"event_types": frozenset(row.event_types), "stopped": stopped})
