"""What the law keeps of who left, sealed by a key that is not here. Whose it is, no row says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.service.engines import insert_into
from wallet_api import tables


@dataclass(frozen=True)
class SealedDisclosure:
    id: str
    sealed: bytes = field(repr=False)
    kept_until: datetime


class KeptStore:
    table = tables.kept_disclosures

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, kept: SealedDisclosure) -> bool:
        """False if it is there already."""
        insert = insert_into(transaction.connection, self.table).values(vars(kept)).on_conflict_do_nothing()
        return await transaction.connection.scalar(insert.returning(self.table.c.id)) is not None

    async def all(self, now: datetime) -> Sequence[SealedDisclosure]:
        """What is over is not among them, whether it was swept up or not."""
        query = sa.select(self.table).where(self.table.c.kept_until > now).order_by(self.table.c.kept_until)
        async with self._database.reading() as connection:
            return [SealedDisclosure(**row._mapping) for row in await connection.execute(query)]

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        await transaction.connection.execute(self.table.delete().where(self.table.c.kept_until <= now))
