"""Per registry the last reading of which revocation list is in force. No list, and nothing of a card."""

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from agent.protocol import RevRegId
from agent.service.database import Database
from verifier.domain.evidence import ListInForce
from verifier.tables import revocation_lists


class RevocationListStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, rev_reg_id: RevRegId) -> ListInForce | None:
        query = sa.select(revocation_lists).where(revocation_lists.c.rev_reg_id == rev_reg_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return ListInForce(row.list_at, row.read_at) if row else None

    async def keep(self, rev_reg_id: RevRegId, found: ListInForce) -> None:
        """In place of one that was read before it."""
        values = {"list_at": found.list_at, "read_at": found.read_at}
        older = revocation_lists.update().where(
            revocation_lists.c.rev_reg_id == rev_reg_id, revocation_lists.c.read_at <= found.read_at
        )
        with suppress(IntegrityError):  # another process keeps a later one
            async with self._database.transaction() as transaction:
                if (await transaction.connection.execute(older.values(values))).rowcount == 0:
                    await transaction.connection.execute(
                        revocation_lists.insert().values(rev_reg_id=rev_reg_id, **values)
                    )

    async def purge(self, before: datetime) -> None:
        """Let go of registries that were not read since."""
        async with self._database.transaction() as transaction:
            old = revocation_lists.c.read_at < before
            await transaction.connection.execute(revocation_lists.delete().where(old))
