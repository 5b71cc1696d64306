"""Which records were offered, in the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import batched

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.offer import OfferState
from issuer.domain.source import Known, Record, Source
from issuer.tables import offers, sources

_RECORD = sa.tuple_(sources.c.credential_type, sources.c.subject_id, sources.c.source_id)
_AT_ONCE = 200
"""Records asked for by one statement: SQLite and PostgreSQL bound its parameters."""


class SourceStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def known_of(self, wanted: Collection[Source]) -> Mapping[Record, Sequence[Known]]:
        """All versions of these records that were offered, the oldest first; nothing for a record that never was."""
        records = list(dict.fromkeys(each.record for each in wanted))
        found: dict[Record, list[Known]] = defaultdict(list)
        async with self._database.reading() as connection:
            for some in batched(records, _AT_ONCE, strict=False):
                for row in await connection.execute(_versions(some)):
                    state = OfferState(row.state) if row.state else None
                    record = (row.credential_type, row.subject_id, row.source_id)
                    found[record].append(Known(row.source_version, row.offer_id, state))
        return found

    async def note(self, transaction: Transaction, source: Source, offer_id: str, at: datetime) -> None:
        """That a version is offered, or offered anew."""
        this = (_RECORD.in_([source.record]), sources.c.source_version == source.source_version)
        values = {"offer_id": offer_id, "noted_at": at}
        changed = await transaction.connection.execute(sources.update().where(*this).values(values))
        if changed.rowcount == 0:
            await transaction.connection.execute(sources.insert().values(vars(source) | values))

    async def follow(self, transaction: Transaction, offer_id: str, to: str) -> None:
        """An offer took the place of another."""
        await transaction.connection.execute(sources.update().where(sources.c.offer_id == offer_id).values(offer_id=to))


def _versions(records: Collection[Record]) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*sources.columns, offers.c.state)
        .select_from(sources.outerjoin(offers, offers.c.offer_id == sources.c.offer_id))
        .where(_RECORD.in_(records))
        .order_by(sources.c.noted_at)
    )
