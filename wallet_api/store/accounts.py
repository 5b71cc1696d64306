"""Accounts and their passkeys."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.account import Passkey


class AccountStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, account_id: str, recovery_sha256: str, now: datetime) -> None:
        row = {"id": account_id, "recovery_sha256": recovery_sha256, "recovery_since": now, "created_at": now}
        await transaction.connection.execute(tables.accounts.insert().values(row))

    async def of_recovery_code(self, recovery_sha256: str) -> str | None:
        table = tables.accounts.c
        async with self._database.reading() as connection:
            found: str | None = await connection.scalar(
                sa.select(table.id).where(table.recovery_sha256 == recovery_sha256)
            )
        return found

    async def change_recovery_code(
        self,
        transaction: Transaction,
        account_id: str,
        recovery_sha256: str,
        now: datetime,
        *,
        before: str | None = None,
    ) -> bool:
        """False if `before` is given and is not the code in force any more."""
        table = tables.accounts
        statement = table.update().where(table.c.id == account_id)
        if before is not None:
            statement = statement.where(table.c.recovery_sha256 == before)
        values = {"recovery_sha256": recovery_sha256, "recovery_since": now}
        return (await transaction.connection.execute(statement.values(values))).rowcount == 1

    async def add_passkey(self, transaction: Transaction, passkey: Passkey) -> None:
        await transaction.connection.execute(tables.passkeys.insert().values(vars(passkey)))

    async def passkey(self, credential_id: str) -> Passkey | None:
        table = tables.passkeys
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.credential_id == credential_id))).first()
        return None if row is None else Passkey(**row._mapping)

    async def passkeys(self, account_id: str) -> Sequence[Passkey]:
        """The oldest first."""
        table = tables.passkeys
        query = sa.select(table).where(table.c.account_id == account_id).order_by(table.c.created_at)
        async with self._database.reading() as connection:
            return [Passkey(**row._mapping) for row in await connection.execute(query)]

    async def note_use(self, transaction: Transaction, used: Passkey) -> None:
        table = tables.passkeys
        values = {"sign_count": used.sign_count, "is_backed_up": used.is_backed_up, "last_used_at": used.last_used_at}
        await transaction.connection.execute(
            table.update().where(table.c.credential_id == used.credential_id).values(values)
        )

    async def remove_passkey(self, transaction: Transaction, account_id: str, credential_id: str) -> bool:
        """False if it is not the account's, or its last one."""
        table = tables.passkeys
        others = sa.select(sa.func.count()).where(
            table.c.account_id == account_id, table.c.credential_id != credential_id
        )
        if not await transaction.connection.scalar(others):
            return False
        mine = table.delete().where(table.c.account_id == account_id, table.c.credential_id == credential_id)
        return (await transaction.connection.execute(mine)).rowcount == 1
