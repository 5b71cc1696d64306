"""Editions of the trust registry in the database: our own, and other organisations' lists. None is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from verifier.tables import registry_editions as table

OWN = ""
"""The publisher of our own registry."""


@dataclass(frozen=True)
class Edition:
    """A signed document as it was accepted, with who brought it and who had signed it."""

    publisher: str
    sequence: int
    document: str
    signature: str
    signed_by: str
    """Thumbprint of the key (RFC 7638)."""
    brought_by: str
    """`file`, or `api`."""
    since: datetime


class RegistryStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, publisher: str = OWN) -> Edition | None:
        found = await self.history(publisher, 1)
        return found[0] if found else None

    async def history(self, publisher: str = OWN, limit: int = 100) -> Sequence[Edition]:
        """The newest first."""
        query = sa.select(table).where(table.c.publisher == publisher).order_by(table.c.sequence.desc()).limit(limit)
        async with self._database.reading() as connection:
            return [_edition(row) for row in await connection.execute(query)]

    async def add(self, transaction: Transaction, edition: Edition) -> bool:
        """False if there is an edition of this sequence or a higher one."""
        known = sa.select(sa.func.max(table.c.sequence)).where(table.c.publisher == edition.publisher)
        newest = await transaction.connection.scalar(known)
        if newest is not None and newest >= edition.sequence:
            return False
        try:
            async with transaction.connection.begin_nested():
                await transaction.connection.execute(table.insert().values(vars(edition)))
        except sa.exc.IntegrityError:
            return False
        return True


def _edition(row: sa.Row[Any]) -> Edition:
    return Edition(**row._mapping)
