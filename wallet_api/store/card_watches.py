"""How the cards of each wallet stood when they were looked at last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.service.engines import insert_into
from wallet_api import tables
from wallet_api.domain.card_state import CardState
from wallet_api.domain.states import WalletState


@dataclass(frozen=True)
class CardWatch:
    wallet_id: str
    states: Mapping[str, CardState]
    """By the card's id."""
    looked_at: datetime


class CardWatchStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, wallet_id: str) -> CardWatch | None:
        table = tables.card_watches
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.wallet_id == wallet_id))).first()
        return None if row is None else CardWatch(**row._mapping)

    async def put(self, transaction: Transaction, before: CardWatch | None, after: CardWatch) -> bool:
        """False if somebody else has looked since `before`."""
        table = tables.card_watches
        if before is None:
            insert = insert_into(transaction.connection, table).values(vars(after)).on_conflict_do_nothing()
            return await transaction.connection.scalar(insert.returning(table.c.wallet_id)) is not None
        same = (table.c.wallet_id == before.wallet_id, table.c.looked_at == before.looked_at)
        return (await transaction.connection.execute(table.update().where(*same).values(vars(after)))).rowcount == 1

    async def due(self, before: datetime, limit: int) -> Sequence[str]:
        """Wallets with cards that were not looked at since this moment; the longest ago first."""
        table, wallets, offers = tables.card_watches.c, tables.wallets.c, tables.offers.c
        has_cards = sa.exists().where(offers.wallet_id == wallets.id, offers.credential_id.is_not(None))
        query = (
            sa.select(wallets.id)
            .outerjoin(tables.card_watches, wallets.id == table.wallet_id)
            .where(
                wallets.state == WalletState.READY,
                has_cards,
                sa.or_(table.looked_at.is_(None), table.looked_at < before),
            )
            .order_by(table.looked_at)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))
