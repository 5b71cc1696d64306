"""Which account may open which wallet."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.account import Opening, Relation


class OpeningStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: str) -> Sequence[Opening]:
        """The oldest first."""
        return await self._all(tables.openings.c.account_id == account_id)

    async def find(self, account_id: str, wallet_id: str) -> Opening | None:
        table = tables.openings.c
        found = await self._all(table.account_id == account_id, table.wallet_id == wallet_id)
        return found[0] if found else None

    async def add(
        self, transaction: Transaction, account_id: str, wallet_id: str, relation: Relation, now: datetime
    ) -> None:
        row = {"account_id": account_id, "wallet_id": wallet_id, "relation": relation, "since": now}
        await transaction.connection.execute(tables.openings.insert().values(row))

    async def remove(self, transaction: Transaction, wallet_id: str, relation: Relation) -> int:
        """End everybody's access of this kind; answers how many had it."""
        table = tables.openings
        where = table.c.wallet_id == wallet_id, table.c.relation == relation
        return (await transaction.connection.execute(table.delete().where(*where))).rowcount

    async def count(self, transaction: Transaction, wallet_id: str, relation: Relation) -> int:
        table = tables.openings.c
        query = sa.select(sa.func.count()).where(table.wallet_id == wallet_id, table.relation == relation)
        return int(await transaction.connection.scalar(query) or 0)

    async def shared(self, account_id: str) -> frozenset[str]:
        """Of the account's wallets those that another account may open too."""
        mine, others = tables.openings.alias("mine"), tables.openings.alias("others")
        query = (
            sa.select(mine.c.wallet_id)
            .join(others, others.c.wallet_id == mine.c.wallet_id)
            .where(mine.c.account_id == account_id, others.c.account_id != account_id)
        )
        async with self._database.reading() as connection:
            return frozenset(await connection.scalars(query))

    async def _all(self, *where: sa.ColumnElement[bool]) -> Sequence[Opening]:
        table = tables.openings.c
        query = sa.select(table.wallet_id, table.relation, table.since).where(*where)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(table.since, table.wallet_id))
            return [Opening(**row._mapping) for row in rows]
