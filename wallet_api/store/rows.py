"""What every store of a wallet's rows does: find by wallet, add once, change if nobody else has.

A change names the row as it was read: it is made only if the state is still that one, so that of two who move a row on
at the same time one wins and the other learns it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.service.engines import insert_into

LIST_LIMIT = 200


class Row(Protocol):
    """A frozen dataclass whose fields are the table's columns."""

    @property
    def id(self) -> str: ...

    @property
    def wallet_id(self) -> str: ...

    @property
    def state(self) -> Any: ...

    @property
    def created_at(self) -> datetime: ...


def new_id() -> str:
    return uuid4().hex


class Rows[R: Row]:
    """One table of rows that belong to wallets."""

    table: sa.Table
    record: type[R]

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get(self, record_id: str) -> R | None:
        """Of whatever wallet: for the service's own rounds, never for a patient."""
        return await self._one(self.table.c.id == record_id)

    async def find(self, wallet_id: str, record_id: str) -> R | None:
        """The wallet's own row of this id."""
        return await self._one(self.table.c.wallet_id == wallet_id, self.table.c.id == record_id)

    async def of_wallet(self, wallet_id: str) -> Sequence[R]:
        """The newest first, at most LIST_LIMIT."""
        table = self.table
        query = sa.select(table).where(table.c.wallet_id == wallet_id)
        return await self._all(query.order_by(table.c.created_at.desc(), table.c.id).limit(LIST_LIMIT))

    async def every(self, wallet_id: str) -> Sequence[R]:
        """The oldest first, without a limit: for who takes all of it along."""
        table = self.table
        return await self._all(sa.select(table).where(table.c.wallet_id == wallet_id).order_by(table.c.created_at))

    async def add(self, transaction: Transaction, record: R) -> bool:
        """False if there is such a row already (by id or by a unique constraint)."""
        insert = insert_into(transaction.connection, self.table)
        statement = insert.values(vars(record)).on_conflict_do_nothing()
        # not rowcount: SQLAlchemy does not keep it for an INSERT on PostgreSQL
        return await transaction.connection.scalar(statement.returning(self.table.c.id)) is not None

    async def change(self, transaction: Transaction, before: R, after: R) -> bool:
        """False if the row's state is no longer that of `before`; nothing is changed then."""
        table = self.table
        statement = table.update().where(table.c.id == before.id, table.c.state == before.state)
        return (await transaction.connection.execute(statement.values(vars(after)))).rowcount == 1

    async def _one(self, *where: sa.ColumnElement[bool]) -> R | None:
        async with self.database.reading() as connection:
            row = (await connection.execute(sa.select(self.table).where(*where))).first()
        return None if row is None else self.record(**row._mapping)

    async def _all(self, query: sa.Select[Any]) -> Sequence[R]:
        async with self.database.reading() as connection:
            return [self.record(**row._mapping) for row in await connection.execute(query)]

    async def _ids(self, *where: sa.ColumnElement[bool]) -> Sequence[str]:
        async with self.database.reading() as connection:
            return list(await connection.scalars(sa.select(self.table.c.id).where(*where)))
