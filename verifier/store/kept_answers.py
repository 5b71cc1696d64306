"""Answers that a template says are kept, sealed, each until its time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Transaction
from verifier.tables import kept_answers as table


@dataclass(frozen=True)
class SealedAnswer:
    sealed: str
    expires_at: datetime


class KeptAnswerStore:
    async def add(self, transaction: Transaction, verification_id: str, answer: SealedAnswer) -> None:
        row = {"verification_id": verification_id, "sealed": answer.sealed, "expires_at": answer.expires_at}
        await transaction.connection.execute(table.insert().values(row))

    async def find(self, transaction: Transaction, verification_id: str, now: datetime) -> SealedAnswer | None:
        """None also once its time is over, whether or not it is purged yet."""
        query = sa.select(table).where(table.c.verification_id == verification_id, table.c.expires_at > now)
        row = (await transaction.connection.execute(query)).first()
        return SealedAnswer(row.sealed, row.expires_at) if row else None

    async def erase(self, transaction: Transaction, verification_id: str) -> bool:
        """False if there is none."""
        statement = table.delete().where(table.c.verification_id == verification_id)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def purge(self, transaction: Transaction, now: datetime) -> Sequence[str]:
        """Erase those whose time is over; of which verifications they were."""
        statement = table.delete().where(table.c.expires_at <= now).returning(table.c.verification_id)
        return list(await transaction.connection.scalars(statement))
