"""API keys in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.api_key import ApiKey
from issuer.domain.scope import Scope
from issuer.tables import api_keys


class ApiKeyStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key_id: str) -> ApiKey | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(api_keys).where(api_keys.c.key_id == key_id))).first()
        return _key(row) if row else None

    async def every(self) -> Sequence[ApiKey]:
        """All keys, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(api_keys).order_by(api_keys.c.created_at.desc()))
            return [_key(row) for row in rows]

    async def to_change(self, transaction: Transaction, key_id: str) -> ApiKey | None:
        query = sa.select(api_keys).where(api_keys.c.key_id == key_id).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return _key(row) if row else None

    async def add(self, transaction: Transaction, key: ApiKey) -> None:
        await transaction.connection.execute(api_keys.insert().values(_row(key)))

    async def save(self, transaction: Transaction, key: ApiKey) -> None:
        statement = api_keys.update().where(api_keys.c.key_id == key.key_id).values(_row(key))
        await transaction.connection.execute(statement)

    async def note_use(self, transaction: Transaction, key_id: str, day: date) -> None:
        statement = api_keys.update().where(api_keys.c.key_id == key_id).values(last_used_on=day)
        await transaction.connection.execute(statement)


def _row(key: ApiKey) -> dict[str, object]:
    return asdict(key) | {"scopes": sorted(key.scopes)}


def _key(row: sa.Row[tuple[object, ...]]) -> ApiKey:
    kept = dict(row._mapping)
    return ApiKey(**(kept | {"scopes": frozenset(Scope(scope) for scope in kept["scopes"])}))
