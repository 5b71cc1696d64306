"""Wallets: each a tenant of the wallet agent, whose token is kept sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.states import WalletState


@dataclass(frozen=True)
class Wallet:
    id: str
    state: WalletState
    label: str
    """The patient's own name for it; never sent to the agent."""
    tenant_id: str | None
    sealed_token: str | None = field(repr=False)
    created_at: datetime


class WalletStore:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def find(self, wallet_id: str) -> Wallet | None:
        return await self._one(tables.wallets.c.id == wallet_id)

    async def of_tenant(self, tenant_id: str) -> Wallet | None:
        return await self._one(tables.wallets.c.tenant_id == tenant_id)

    async def unfinished(self, before: datetime) -> Sequence[str]:
        """Ids of the wallets whose creation began earlier than this and did not end."""
        table = tables.wallets.c
        query = sa.select(table.id).where(table.state == WalletState.CREATING, table.created_at < before)
        async with self.database.reading() as connection:
            return list(await connection.scalars(query))

    async def ready(self) -> Sequence[Wallet]:
        query = sa.select(tables.wallets).where(tables.wallets.c.state == WalletState.READY)
        async with self.database.reading() as connection:
            return [Wallet(**row._mapping) for row in await connection.execute(query)]

    async def add(self, transaction: Transaction, wallet: Wallet) -> None:
        await transaction.connection.execute(tables.wallets.insert().values(vars(wallet)))

    async def set_tenant(self, transaction: Transaction, wallet_id: str, tenant_id: str, sealed_token: str) -> bool:
        """Make it ready. False if it was given up meanwhile."""
        table = tables.wallets
        statement = table.update().where(table.c.id == wallet_id, table.c.state == WalletState.CREATING)
        values = {"tenant_id": tenant_id, "sealed_token": sealed_token, "state": WalletState.READY}
        return (await transaction.connection.execute(statement.values(values))).rowcount == 1

    async def rename(self, transaction: Transaction, wallet_id: str, label: str) -> None:
        table = tables.wallets
        await transaction.connection.execute(table.update().where(table.c.id == wallet_id).values(label=label))

    async def reseal(self, transaction: Transaction, wallet: Wallet, sealed_token: str) -> None:
        table = tables.wallets
        statement = table.update().where(table.c.id == wallet.id, table.c.sealed_token == wallet.sealed_token)
        await transaction.connection.execute(statement.values(sealed_token=sealed_token))

    async def is_ready(self, transaction: Transaction, wallet_id: str) -> bool:
        """Whether it is, and stays so until the transaction ends."""
        table = tables.wallets
        query = sa.select(table.c.state).where(table.c.id == wallet_id).with_for_update(read=True)
        return await transaction.connection.scalar(query) is WalletState.READY

    async def begin_ending(self, transaction: Transaction, wallet_id: str) -> bool:
        """False if it is not ready: still being made, or ending already."""
        table = tables.wallets
        statement = table.update().where(table.c.id == wallet_id, table.c.state == WalletState.READY)
        return (await transaction.connection.execute(statement.values(state=WalletState.ENDING))).rowcount == 1

    async def give_up(self, transaction: Transaction, wallet_id: str) -> bool:
        """Delete a wallet that never became ready."""
        table = tables.wallets
        statement = table.delete().where(table.c.id == wallet_id, table.c.state == WalletState.CREATING)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def _one(self, where: sa.ColumnElement[bool]) -> Wallet | None:
        async with self.database.reading() as connection:
            row = (await connection.execute(sa.select(tables.wallets).where(where))).first()
        return None if row is None else Wallet(**row._mapping)
