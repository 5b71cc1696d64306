"""Sessions of phones: by the SHA-256 of their token, which nobody but the phone has."""

from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables


class SessionStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, token_sha256: str, wallet_id: str, created_at: datetime, expires_at: datetime
    ) -> None:
        row = {
            "token_sha256": token_sha256, "wallet_id": wallet_id, "created_at": created_at, "expires_at": expires_at,
        }  # fmt: skip
        await transaction.connection.execute(tables.sessions.insert().values(row))

    async def wallet_of(self, token_sha256: str, now: datetime) -> str | None:
        table = tables.sessions.c
        query = sa.select(table.wallet_id).where(table.token_sha256 == token_sha256, table.expires_at > now)
        async with self._database.reading() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def end(self, transaction: Transaction, token_sha256: str) -> None:
        table = tables.sessions
        await transaction.connection.execute(table.delete().where(table.c.token_sha256 == token_sha256))

    async def purge(self, transaction: Transaction, now: datetime) -> int:
        table = tables.sessions
        return (await transaction.connection.execute(table.delete().where(table.c.expires_at <= now))).rowcount
