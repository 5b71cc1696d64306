"""Who of our people was asked to show the role, and what came of it: the role, its issuer, and until when it counts."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import Did
from agent.service.database import Database, Transaction
from verifier.domain.own_role import NotShown, ShownRole
from verifier.tables import role_proofs as table


@dataclass(frozen=True)
class RoleAsked:
    user_id: str
    shown: ShownRole | None
    not_shown: NotShown | None


class RoleProofStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, verification_id: str, user_id: str, until: datetime) -> None:
        """`until`: by when an answer has come, or none."""
        row = {"verification_id": verification_id, "user_id": user_id, "until": until}
        await transaction.connection.execute(table.insert().values(row))

    async def find(self, verification_id: str) -> RoleAsked | None:
        query = sa.select(table).where(table.c.verification_id == verification_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return _asked(row) if row else None

    async def asked_of(self, transaction: Transaction, verification_id: str) -> str | None:
        """The user who was asked by this verification."""
        query = sa.select(table.c.user_id).where(table.c.verification_id == verification_id)
        found: str | None = await transaction.connection.scalar(query)
        return found

    async def note(self, transaction: Transaction, verification_id: str, found: ShownRole | NotShown) -> None:
        values = {"not_shown": found} if isinstance(found, NotShown) else vars(found)
        await transaction.connection.execute(
            table.update().where(table.c.verification_id == verification_id).values(values)
        )

    async def current(self, user_id: str, now: datetime) -> ShownRole | None:
        """The last that counts."""
        query = sa.select(table).where(table.c.user_id == user_id, table.c.role.is_not(None), table.c.until > now)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.order_by(table.c.checked_at.desc()).limit(1))).first()
        return _asked(row).shown if row else None

    async def forget(self, transaction: Transaction, user_id: str) -> None:
        """What this person showed before counts no more."""
        statement = table.delete().where(table.c.user_id == user_id, table.c.role.is_not(None))
        await transaction.connection.execute(statement)

    async def purge(self, transaction: Transaction, before: datetime) -> None:
        await transaction.connection.execute(table.delete().where(table.c.until <= before))


def _asked(row: sa.Row[tuple[object, ...]]) -> RoleAsked:
    kept = row._mapping
    shown = ShownRole(kept["role"], Did(kept["issuer"]), kept["checked_at"], kept["until"]) if kept["role"] else None
    return RoleAsked(kept["user_id"], shown, NotShown(kept["not_shown"]) if kept["not_shown"] else None)
