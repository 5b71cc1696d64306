"""Offers: credentials that were offered to a wallet. Their values stay with the agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import CredDefId, CredentialId, ExchangeId, SchemaId
from agent.service.database import Transaction
from wallet_api import tables
from wallet_api.domain.states import OfferState, Reason
from wallet_api.store.rows import Rows


@dataclass(frozen=True)
class Offer:
    id: str
    wallet_id: str
    exchange_id: ExchangeId
    state: OfferState
    reason: Reason | None
    claimed_label: str
    schema_id: SchemaId | None
    cred_def_id: CredDefId | None
    credential_id: CredentialId | None
    received_at: datetime | None
    """When the credential was first seen as received and not stored."""
    created_at: datetime
    changed_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    """When the agent's record was deleted."""


class OfferStore(Rows[Offer]):
    table = tables.offers
    record = Offer

    async def of_exchange(self, wallet_id: str, exchange_id: str) -> Offer | None:
        return await self._one(tables.offers.c.wallet_id == wallet_id, tables.offers.c.exchange_id == exchange_id)

    async def exchange_ids(self, wallet_id: str) -> frozenset[str]:
        """Of the exchanges that the agent may still have."""
        table = tables.offers.c
        query = sa.select(table.exchange_id).where(table.wallet_id == wallet_id, table.closed_at.is_(None))
        async with self.database.reading() as connection:
            return frozenset(await connection.scalars(query))

    async def stored_at(self, wallet_id: str) -> Mapping[CredentialId, datetime]:
        """When each of the wallet's cards came in."""
        table = tables.offers.c
        query = sa.select(table.credential_id, table.changed_at)
        where = (table.wallet_id == wallet_id, table.credential_id.is_not(None))
        async with self.database.reading() as connection:
            return {row.credential_id: row.changed_at for row in await connection.execute(query.where(*where))}

    async def origins(self, wallet_id: str) -> Mapping[CredentialId, Offer]:
        """The offer that each of the wallet's cards came of."""
        table = tables.offers
        query = sa.select(table).where(table.c.wallet_id == wallet_id, table.c.credential_id.is_not(None))
        return {offer.credential_id: offer for offer in await self._all(query) if offer.credential_id is not None}

    async def of_credential(self, wallet_id: str, credential_id: CredentialId) -> Offer | None:
        table = tables.offers.c
        return await self._one(table.wallet_id == wallet_id, table.credential_id == credential_id)

    async def delete(self, transaction: Transaction, offer: Offer) -> None:
        """With the scan that it came of."""
        for table, where in (
            (tables.scans, tables.scans.c.offer_id == offer.id),
            (tables.offers, tables.offers.c.id == offer.id),
        ):
            await transaction.connection.execute(table.delete().where(table.c.wallet_id == offer.wallet_id, where))

    async def open_ids(self) -> Sequence[str]:
        return await self._ids(tables.offers.c.closed_at.is_(None))
