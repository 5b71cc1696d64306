"""The versions of templates that were ever asked by, in the database: what a verdict was about, years later."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.service.database import Database
from verifier.tables import templates

Content = Mapping[str, Any]
"""A template as JSON."""
Version = tuple[str, str]
"""Of a template: its id and its version."""


@dataclass(frozen=True)
class AskedVersion:
    version: str
    content: Content
    since: datetime
    """When it was first asked by."""


class TemplateStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, template_id: str, version: str) -> Content | None:
        query = sa.select(templates.c.content).where(templates.c.id == template_id, templates.c.version == version)
        async with self._database.reading() as connection:
            return await connection.scalar(query)

    async def contents(self, wanted: Collection[Version]) -> Mapping[Version, Content]:
        """Of these versions, those that were ever asked by."""
        query = sa.select(templates.c.id, templates.c.version, templates.c.content)
        query = query.where(sa.tuple_(templates.c.id, templates.c.version).in_(wanted))
        async with self._database.reading() as connection:
            return {(row.id, row.version): row.content for row in await connection.execute(query)}

    async def versions(self, template_id: str) -> Sequence[AskedVersion]:
        """Those that were ever asked by, the first one first."""
        query = sa.select(templates.c.version, templates.c.content, templates.c.since)
        query = query.where(templates.c.id == template_id).order_by(templates.c.since)
        async with self._database.reading() as connection:
            return [AskedVersion(*row) for row in await connection.execute(query)]

    async def keep(self, template_id: str, version: str, content: Content, since: datetime) -> None:
        """Keep this version; one that is kept already stays as it is."""
        row = {"id": template_id, "version": version, "content": content, "since": since}
        async with self._database.transaction() as transaction:
            try:
                async with transaction.connection.begin_nested():
                    await transaction.connection.execute(templates.insert().values(row))
            except sa.exc.IntegrityError:
                return  # somebody was faster
