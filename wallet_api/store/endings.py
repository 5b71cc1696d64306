"""Endings, and the wallets that are still to be erased for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.ending import Ending


@dataclass(frozen=True)
class EndingWallet:
    wallet_id: str
    ending_id: str
    cards: int | None
    """How many it held; None until they were counted."""


class EndingStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, ending: Ending) -> None:
        await transaction.connection.execute(tables.endings.insert().values(vars(ending)))

    async def of_receipt(self, receipt_sha256: str) -> Ending | None:
        table = tables.endings
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.receipt_sha256 == receipt_sha256))).first()
        return None if row is None else Ending(**row._mapping)

    async def find(self, ending_id: str) -> Ending | None:
        table = tables.endings
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.id == ending_id))).first()
        return None if row is None else Ending(**row._mapping)

    async def add_wallet(self, transaction: Transaction, wallet: EndingWallet) -> None:
        await transaction.connection.execute(tables.ending_wallets.insert().values(vars(wallet)))

    async def wallet(self, wallet_id: str) -> EndingWallet | None:
        table = tables.ending_wallets
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.wallet_id == wallet_id))).first()
        return None if row is None else EndingWallet(**row._mapping)

    async def open_ids(self) -> Sequence[str]:
        async with self._database.reading() as connection:
            return list(await connection.scalars(sa.select(tables.ending_wallets.c.wallet_id)))

    async def note_cards(self, transaction: Transaction, wallet_id: str, cards: int) -> None:
        table = tables.ending_wallets
        await transaction.connection.execute(table.update().where(table.c.wallet_id == wallet_id).values(cards=cards))

    async def note_kept(self, transaction: Transaction, ending_id: str, count: int, until: datetime) -> None:
        """So many more are kept, the last of them until then."""
        table = tables.endings
        of_it = table.c.id == ending_id
        found = (await transaction.connection.execute(sa.select(table).where(of_it).with_for_update())).one()
        last = until if found.kept_until is None else max(until, found.kept_until)
        values = {"kept": found.kept + count, "kept_until": last}
        await transaction.connection.execute(table.update().where(of_it).values(values))

    async def note_erased(
        self, transaction: Transaction, ending_id: str, erased: Mapping[str, int], now: datetime
    ) -> Ending | None:
        """More of it; the ending once no wallet of it is left, with which it has ended."""
        table, waiting = tables.endings, tables.ending_wallets.c
        of_it = table.c.id == ending_id
        found = (await transaction.connection.execute(sa.select(table).where(of_it).with_for_update())).one()
        left = await transaction.connection.scalar(sa.select(sa.func.count()).where(waiting.ending_id == ending_id))
        together = {kind: count for kind, count in (Counter(found.erased) + Counter(erased)).items() if count}
        values = {"erased": together, "ended_at": None if left else now}
        await transaction.connection.execute(table.update().where(of_it).values(values))
        return None if left else Ending(**{**found._mapping, **values})

    async def purge(self, transaction: Transaction, ended_before: datetime) -> None:
        table = tables.endings
        await transaction.connection.execute(table.delete().where(table.c.ended_at < ended_before))
