"""Links of one use by which a person adds a device, or takes a wallet over: by the SHA-256 of their token."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.account import LinkPurpose


@dataclass(frozen=True)
class AccountLink:
    token_sha256: str
    purpose: LinkPurpose
    account_id: str
    """Who made it."""
    wallet_id: str | None
    """What is handed over."""
    expires_at: datetime


class AccountLinkStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, link: AccountLink) -> None:
        await transaction.connection.execute(tables.account_links.insert().values(vars(link)))

    async def find(self, token_sha256: str, purpose: LinkPurpose, now: datetime) -> AccountLink | None:
        """One that is still good."""
        table = tables.account_links
        query = sa.select(table).where(
            table.c.token_sha256 == token_sha256, table.c.purpose == purpose, table.c.expires_at > now
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else AccountLink(**row._mapping)

    async def use(self, transaction: Transaction, link: AccountLink) -> bool:
        """False if somebody else used it first."""
        table = tables.account_links
        statement = table.delete().where(table.c.token_sha256 == link.token_sha256)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        table = tables.account_links
        await transaction.connection.execute(table.delete().where(table.c.expires_at <= now))
