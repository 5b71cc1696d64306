"""Requests for consent, consents and their receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from agent.service.engines import insert_into
from wallet_api import consent_tables as tables
from wallet_api.domain.consent.ask import Ask
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.store.rows import LIST_LIMIT, Rows


class AskStore:
    """Requests that no wallet has taken up yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, ask: Ask) -> bool:
        """False if it is there already."""
        table = tables.consent_asks
        statement = insert_into(transaction.connection, table).values(vars(ask)).on_conflict_do_nothing()
        return await transaction.connection.scalar(statement.returning(table.c.id)) is not None

    async def find(self, ask_id: str) -> Ask | None:
        table = tables.consent_asks
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.id == ask_id))).first()
        return None if row is None else Ask(**row._mapping)

    async def take(self, transaction: Transaction, ask: Ask) -> bool:
        """Remove it. False if somebody else did."""
        table = tables.consent_asks
        return (await transaction.connection.execute(table.delete().where(table.c.id == ask.id))).rowcount == 1

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        table = tables.consent_asks
        await transaction.connection.execute(table.delete().where(table.c.link_until <= now))


class ConsentStore(Rows[ConsentRecord]):
    table = tables.consents
    record = ConsentRecord

    async def of_asker(self, asker_id: str) -> Sequence[ConsentRecord]:
        """Of whatever wallet, the newest first, at most LIST_LIMIT."""
        table = tables.consents
        query = sa.select(table).where(table.c.asker_id == asker_id)
        return await self._all(query.order_by(table.c.created_at.desc(), table.c.id).limit(LIST_LIMIT))

    async def all_in(
        self, transaction: Transaction, wallet_id: str, *, to_change: bool = False
    ) -> Sequence[ConsentRecord]:
        """All of the wallet, the newest first, none of which anybody else changes before the transaction ends."""
        table = tables.consents
        query = sa.select(table).where(table.c.wallet_id == wallet_id)
        query = query.order_by(table.c.created_at.desc(), table.c.id).with_for_update(read=not to_change)
        return [ConsentRecord(**row._mapping) for row in await transaction.connection.execute(query)]

    async def change(self, transaction: Transaction, before: ConsentRecord, after: ConsentRecord) -> bool:
        """False if there is another version meanwhile; nothing is changed then."""
        table = tables.consents
        statement = table.update().where(table.c.id == before.id, table.c.version == before.version)
        return (await transaction.connection.execute(statement.values(vars(after)))).rowcount == 1


@dataclass(frozen=True)
class SignedReceipt:
    id: str
    wallet_id: str
    consent_id: str
    version: int
    signed: str
    """By us: a JWT."""
    countersignature: str | None
    """By the asker, over `signed`: a detached JWS."""
    created_at: datetime


class ConsentReceiptStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, receipt: SignedReceipt) -> None:
        await transaction.connection.execute(tables.consent_receipts.insert().values(vars(receipt)))

    async def of_consent(self, wallet_id: str, consent_id: str) -> Sequence[SignedReceipt]:
        """The oldest first."""
        table = tables.consent_receipts.c
        query = sa.select(tables.consent_receipts).where(table.wallet_id == wallet_id, table.consent_id == consent_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(table.version))
            return [SignedReceipt(**row._mapping) for row in rows]

    async def countersign(self, transaction: Transaction, receipt_id: str, countersignature: str) -> None:
        """The first one stays."""
        table = tables.consent_receipts
        statement = table.update().where(table.c.id == receipt_id, table.c.countersignature.is_(None))
        await transaction.connection.execute(statement.values(countersignature=countersignature))
