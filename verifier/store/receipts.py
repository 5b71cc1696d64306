"""Receipts in the database: each as it was signed, and never changed."""

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from verifier.tables import receipts


class ReceiptStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, verification_id: str, signed: str) -> None:
        row = {"verification_id": verification_id, "signed": signed}
        await transaction.connection.execute(receipts.insert().values(row))

    async def find(self, verification_id: str) -> str | None:
        query = sa.select(receipts.c.signed).where(receipts.c.verification_id == verification_id)
        async with self._database.reading() as connection:
            return await connection.scalar(query)
