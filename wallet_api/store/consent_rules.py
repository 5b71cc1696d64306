"""Rows that a patient makes and unmakes, and rows that are only added: rules of consent, and what was done by them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.service.engines import insert_into
from wallet_api import consent_tables as tables
from wallet_api.domain.consent.rules import DenialRecord, TemplateRecord, UseRecord
from wallet_api.store.rows import LIST_LIMIT


class Rule(Protocol):
    """A frozen dataclass whose fields are the table's columns."""

    @property
    def id(self) -> str: ...

    @property
    def wallet_id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


class Rules[R: Rule]:
    table: sa.Table
    record: type[R]

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_wallet(self, wallet_id: str) -> Sequence[R]:
        """The newest first, at most LIST_LIMIT."""
        return await self._all(self._query(wallet_id).limit(LIST_LIMIT))

    async def all_in(self, transaction: Transaction, wallet_id: str) -> Sequence[R]:
        """All of the wallet, none of which anybody else removes before the transaction ends."""
        rows = await transaction.connection.execute(self._query(wallet_id).with_for_update(read=True))
        return [self.record(**row._mapping) for row in rows]

    async def find(self, wallet_id: str, record_id: str) -> R | None:
        found = await self._all(self._query(wallet_id).where(self.table.c.id == record_id))
        return found[0] if found else None

    async def count(self, transaction: Transaction, wallet_id: str) -> int:
        query = sa.select(sa.func.count()).where(self.table.c.wallet_id == wallet_id)
        return int(await transaction.connection.scalar(query) or 0)

    async def add(self, transaction: Transaction, record: R) -> None:
        await transaction.connection.execute(self.table.insert().values(vars(record)))

    async def remove(self, transaction: Transaction, wallet_id: str, record_id: str) -> bool:
        """False if there is none."""
        table = self.table
        statement = table.delete().where(table.c.wallet_id == wallet_id, table.c.id == record_id)
        return (await transaction.connection.execute(statement)).rowcount == 1

    def _query(self, wallet_id: str) -> sa.Select[Any]:
        table = self.table
        query = sa.select(table).where(table.c.wallet_id == wallet_id)
        return query.order_by(table.c.created_at.desc(), table.c.id)

    async def _all(self, query: sa.Select[Any]) -> Sequence[R]:
        async with self._database.reading() as connection:
            return [self.record(**row._mapping) for row in await connection.execute(query)]


class DenialStore(Rules[DenialRecord]):
    table = tables.standing_denials
    record = DenialRecord


class TemplateStore(Rules[TemplateRecord]):
    table = tables.consent_templates
    record = TemplateRecord


class UseStore(Rules[UseRecord]):
    table = tables.consent_uses
    record = UseRecord

    async def has_permitted(self, wallet_id: str, item_id: str) -> bool:
        """Whether this item was used before."""
        table = self.table.c
        wanted = sa.exists().where(table.wallet_id == wallet_id, table.item_id == item_id, table.is_permitted)
        async with self._database.reading() as connection:
            return bool(await connection.scalar(sa.select(wanted)))


class ProofStore:
    """Requests of askers that came already."""

    async def is_new(self, transaction: Transaction, proof_sha256: str, kept_until: datetime) -> bool:
        """Note it. False if it came before; of two at once, one waits for the other."""
        table = tables.asker_proofs
        values = {"proof_sha256": proof_sha256, "kept_until": kept_until}
        statement = insert_into(transaction.connection, table).values(values).on_conflict_do_nothing()
        return await transaction.connection.scalar(statement.returning(table.c.proof_sha256)) is not None

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        table = tables.asker_proofs
        await transaction.connection.execute(table.delete().where(table.c.kept_until < now))
