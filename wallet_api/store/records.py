"""Records: of each its wrapped key, what is said about it (encrypted) and where its content lies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Transaction
from wallet_api import tables
from wallet_api.domain.record import RecordState
from wallet_api.domain.states import WalletState
from wallet_api.store.rows import Rows


@dataclass(frozen=True)
class StoredRecord:
    id: str
    wallet_id: str
    state: RecordState
    wrapped_key: bytes = field(repr=False)
    sealed_about: bytes = field(repr=False)
    blob: str | None
    """The name of its content; None while that is awaited."""
    size_bytes: int
    created_at: datetime


@dataclass(frozen=True)
class Taken:
    """How much of its room a wallet uses."""

    records: int
    size_bytes: int


class RecordStore(Rows[StoredRecord]):
    table = tables.records
    record = StoredRecord

    async def hold_wallet(self, transaction: Transaction, wallet_id: str) -> bool:
        """Until the transaction ends nobody else counts what the wallet takes; False if there is no wallet in use."""
        table = tables.wallets.c
        query = sa.select(table.id).where(table.id == wallet_id, table.state == WalletState.READY).with_for_update()
        return await transaction.connection.scalar(query) is not None

    async def taken(self, transaction: Transaction, wallet_id: str) -> Taken:
        size = sa.func.coalesce(sa.func.sum(self.table.c.size_bytes), 0)
        query = sa.select(sa.func.count(), size).where(self.table.c.wallet_id == wallet_id)
        records, size_bytes = (await transaction.connection.execute(query)).one()
        return Taken(records, int(size_bytes))

    async def delete(self, transaction: Transaction, record_id: str) -> None:
        """That it is gone already is as good."""
        await transaction.connection.execute(self.table.delete().where(self.table.c.id == record_id))

    async def purge_awaited(self, transaction: Transaction, before: datetime) -> None:
        """Those whose content never came."""
        table = self.table.c
        await transaction.connection.execute(
            self.table.delete().where(table.state == RecordState.AWAITED, table.created_at < before)
        )

    async def blobs_of(self, wallet_id: str) -> Sequence[str]:
        """The names of all contents of a wallet."""
        table = self.table.c
        query = sa.select(table.blob).where(table.wallet_id == wallet_id, table.blob.is_not(None))
        async with self.database.reading() as connection:
            return list(await connection.scalars(query))

    async def named(self, blobs: Collection[str]) -> frozenset[str]:
        """Of these contents those that a row names."""
        query = sa.select(self.table.c.blob).where(self.table.c.blob.in_(blobs))
        async with self.database.reading() as connection:
            return frozenset(await connection.scalars(query))
