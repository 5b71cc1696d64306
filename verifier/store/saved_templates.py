"""Templates that were saved here, in the database: each saving and retirement is a further row, none ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.access.domain.act import Actor, ActorKind
from agent.service.database import Database, Transaction
from verifier.store.templates import Content
from verifier.tables import saved_templates as table


@dataclass(frozen=True)
class SavedEdition:
    template_id: str
    number: int
    """Counts up for each template."""
    version: str
    content: Content | None
    """None: from here on it is not offered, until a higher version comes."""
    at: datetime
    by: Actor


class SavedTemplateStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self) -> Sequence[SavedEdition]:
        """The last edition of each template."""
        numbers = sa.select(table.c.template_id, sa.func.max(table.c.number).label("number"))
        last = numbers.group_by(table.c.template_id).subquery()
        same = sa.and_(table.c.template_id == last.c.template_id, table.c.number == last.c.number)
        query = sa.select(table).join(last, same).order_by(table.c.template_id)
        async with self._database.reading() as connection:
            return [_edition(row) for row in await connection.execute(query)]

    async def history(self, template_id: str) -> Sequence[SavedEdition]:
        """The newest first."""
        query = sa.select(table).where(table.c.template_id == template_id).order_by(table.c.number.desc())
        async with self._database.reading() as connection:
            return [_edition(row) for row in await connection.execute(query)]

    async def add(self, transaction: Transaction, edition: SavedEdition) -> bool:
        """False if somebody was faster with this number."""
        row = {
            "template_id": edition.template_id,
            "number": edition.number,
            "version": edition.version,
            "content": edition.content,
            "at": edition.at,
            "actor_kind": edition.by.kind,
            "actor_id": edition.by.actor_id,
        }
        try:
            async with transaction.connection.begin_nested():
                await transaction.connection.execute(table.insert().values(row))
        except sa.exc.IntegrityError:
            return False
        return True


def _edition(row: sa.Row[Any]) -> SavedEdition:
    by = Actor(ActorKind(row.actor_kind), row.actor_id)
    return SavedEdition(row.template_id, row.number, row.version, row.content, row.at, by)
