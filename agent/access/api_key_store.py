"""API keys in the database, with the scopes that their service has."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from agent.access.domain.api_key import ApiKey
from agent.service.database import Database, Transaction


class ApiKeyStore:
    def __init__(self, database: Database, table: sa.Table, scopes: type[StrEnum]) -> None:
        self._database = database
        self._table = table
        self.scopes = scopes

    async def find(self, key_id: str) -> ApiKey | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(self._table).where(self._table.c.key_id == key_id))).first()
        return self._key(row) if row else None

    async def every(self) -> Sequence[ApiKey]:
        """All keys, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(self._table).order_by(self._table.c.created_at.desc()))
            return [self._key(row) for row in rows]

    async def to_change(self, transaction: Transaction, key_id: str) -> ApiKey | None:
        query = sa.select(self._table).where(self._table.c.key_id == key_id).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return self._key(row) if row else None

    async def add(self, transaction: Transaction, key: ApiKey) -> None:
        await transaction.connection.execute(self._table.insert().values(_row(key)))

    async def save(self, transaction: Transaction, key: ApiKey) -> None:
        statement = self._table.update().where(self._table.c.key_id == key.key_id).values(_row(key))
        await transaction.connection.execute(statement)

    async def note_use(self, transaction: Transaction, key_id: str, day: date) -> None:
        statement = self._table.update().where(self._table.c.key_id == key_id).values(last_used_on=day)
        await transaction.connection.execute(statement)

    def _key(self, row: sa.Row[tuple[object, ...]]) -> ApiKey:
        kept = dict(row._mapping)
        return ApiKey(**(kept | {"scopes": frozenset(self.scopes(scope) for scope in kept["scopes"])}))


def _row(key: ApiKey) -> dict[str, object]:
    return asdict(key) | {"scopes": sorted(key.scopes)}
