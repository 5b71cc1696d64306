"""Challenges that a passkey is to sign: each of one purpose, once, for minutes."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.account import Purpose


@dataclass(frozen=True)
class Challenge:
    id: str
    purpose: Purpose
    challenge: bytes = field(repr=False)
    account_id: str | None
    """Whose passkey may sign it; of an account that is still to be made at sign-up; None where anybody may sign in."""
    expires_at: datetime


class ChallengeStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, challenge: Challenge) -> None:
        async with self._database.transaction() as transaction:
            await transaction.connection.execute(tables.challenges.insert().values(vars(challenge)))

    async def take(self, challenge_id: str, purpose: Purpose, now: datetime) -> Challenge | None:
        """Use it up, whatever comes of it; None if there is none of this purpose in time."""
        table = tables.challenges
        statement = table.delete().where(table.c.id == challenge_id).returning(*table.c)
        async with self._database.transaction() as transaction:
            row = (await transaction.connection.execute(statement)).first()
        found = None if row is None else Challenge(**row._mapping)
        return found if found is not None and found.purpose is purpose and found.expires_at > now else None

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        await transaction.connection.execute(sa.delete(tables.challenges).where(tables.challenges.c.expires_at <= now))
