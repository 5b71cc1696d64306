"""Tables of the example service, and its store."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from agent.service.columns import UtcDateTime
from agent.service.database import Database, Transaction
from agent.service.links import LinkStatus, link_table
from agent.service.outbox import outbox_table

MIGRATIONS = Path(__file__).parent / "migrations"

metadata = sa.MetaData()
outbox = outbox_table(metadata)
links = link_table(metadata)
offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class Offer:
    id: str
    state: LinkStatus
    created_at: datetime


class OfferStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, offer_id: str) -> Offer | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(offers).where(offers.c.id == offer_id))).first()
        return Offer(row.id, LinkStatus(row.state), row.created_at) if row else None

    async def open_ids(self) -> list[str]:
        async with self._database.reading() as connection:
            open_states = offers.c.state.in_([LinkStatus.WAITING, LinkStatus.SCANNED])
            return list(await connection.scalars(sa.select(offers.c.id).where(open_states)))

    async def add(self, transaction: Transaction, offer: Offer) -> None:
        row = {"id": offer.id, "state": offer.state, "created_at": offer.created_at}
        await transaction.connection.execute(offers.insert().values(row))

    async def set_state(self, transaction: Transaction, offer_id: str, state: LinkStatus) -> None:
        await transaction.connection.execute(offers.update().where(offers.c.id == offer_id).values(state=state))
