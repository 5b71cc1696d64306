"""Users of the console and their sessions in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from agent.access.domain.session import AT_MOST, IDLE, Session
from agent.access.domain.user import Role, User
from agent.service.database import Database, Transaction


class UserStore:
    def __init__(self, database: Database, users: sa.Table, sessions: sa.Table) -> None:
        self._database = database
        self._users = users
        self._sessions = sessions

    async def named(self, name: str) -> User | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(self._users).where(self._users.c.name == name))).first()
        return _user(row) if row else None

    async def every(self) -> Sequence[User]:
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(self._users).order_by(self._users.c.name))
            return [_user(row) for row in rows]

    async def to_change(self, transaction: Transaction, user_id: str) -> User | None:
        query = sa.select(self._users).where(self._users.c.user_id == user_id).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return _user(row) if row else None

    async def admins_to_change(self, transaction: Transaction) -> Sequence[User]:
        """All administrators; until the transaction ends nobody else changes one."""
        query = sa.select(self._users).where(self._users.c.role == Role.ADMIN).order_by(self._users.c.user_id)
        return [_user(row) for row in await transaction.connection.execute(query.with_for_update())]

    async def add(self, transaction: Transaction, user: User) -> None:
        """Raises sqlalchemy's IntegrityError if the name is taken."""
        await transaction.connection.execute(self._users.insert().values(asdict(user)))

    async def save(self, transaction: Transaction, user: User) -> None:
        statement = self._users.update().where(self._users.c.user_id == user.user_id)
        await transaction.connection.execute(statement.values(asdict(user)))

    async def open_session(self, transaction: Transaction, session: Session) -> None:
        await transaction.connection.execute(self._sessions.insert().values(asdict(session)))

    async def session(self, digest: str) -> tuple[Session, User] | None:
        query = sa.select(self._sessions).where(self._sessions.c.digest == digest)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            found = Session(**dict(row._mapping))
            its_user = sa.select(self._users).where(self._users.c.user_id == found.user_id)
            return found, _user((await connection.execute(its_user)).one())

    async def note_use(self, transaction: Transaction, digest: str, at: datetime) -> None:
        await transaction.connection.execute(
            self._sessions.update().where(self._sessions.c.digest == digest).values(last_used_at=at)
        )

    async def end_session(self, transaction: Transaction, digest: str) -> None:
        await transaction.connection.execute(self._sessions.delete().where(self._sessions.c.digest == digest))

    async def end_sessions_of(self, transaction: Transaction, user_id: str) -> None:
        await transaction.connection.execute(self._sessions.delete().where(self._sessions.c.user_id == user_id))

    async def purge_sessions(self, transaction: Transaction, now: datetime) -> int:
        over = sa.or_(self._sessions.c.last_used_at <= now - IDLE, self._sessions.c.created_at <= now - AT_MOST)
        return (await transaction.connection.execute(self._sessions.delete().where(over))).rowcount


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    kept = dict(row._mapping)
    return User(**(kept | {"role": Role(kept["role"])}))
