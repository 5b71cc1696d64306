"""Orders to revoke many credentials, in the database."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.offer import OfferState
from issuer.domain.revocation_order import OrderProgress, Recall, Refusal, RevocationOrder
from issuer.tables import offers, revocation_offers, revocations

_HEAD = ("revocation_id", "created_at", "credential_type", "lot_number")


class RevocationStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, order: RevocationOrder) -> None:
        head = {name: getattr(order, name) for name in _HEAD}
        await transaction.connection.execute(revocations.insert().values(head))
        await self.add_offers(transaction, order)

    async def add_offers(self, transaction: Transaction, order: RevocationOrder) -> None:
        """Those of the order, which is there already."""
        refusals = order.refusals
        rows = [
            {"revocation_id": order.revocation_id, "offer_id": offer_id, "refusal": refusals.get(offer_id)}
            for offer_id in order.treatments
        ]
        if rows:
            await transaction.connection.execute(revocation_offers.insert(), rows)

    async def progress(self, revocation_id: str) -> OrderProgress | None:
        query = sa.select(revocations).where(revocations.c.revocation_id == revocation_id)
        async with self._database.reading() as connection:
            head = (await connection.execute(query)).first()
            if head is None:
                return None
            counted = await connection.execute(_counts(revocation_id))
            counts = {OfferState(row.state): row.total for row in counted}
            refused = await connection.execute(_refused(revocation_id))
            refusals = {row.offer_id: Refusal(row.refusal) for row in refused}
        return OrderProgress(**head._mapping, counts=counts, refusals=refusals)

    async def is_recalled(self, credential_type: str, lot_number: str) -> bool:
        query = sa.select(revocations.c.revocation_id).where(*_in_force(credential_type, lot_number)).limit(1)
        async with self._database.reading() as connection:
            return (await connection.scalar(query)) is not None

    async def lift(
        self, transaction: Transaction, credential_type: str, lot_number: str, at: datetime
    ) -> Sequence[str]:
        """Let a lot go; answers the ids of the orders that held it."""
        statement = revocations.update().where(*_in_force(credential_type, lot_number)).values(lifted_at=at)
        return list(await transaction.connection.scalars(statement.returning(revocations.c.revocation_id)))

    async def recalls(self, limit: int) -> Sequence[Recall]:
        """The orders by lot, the newest first."""
        columns = (revocations.c[each.name] for each in fields(Recall))
        query = sa.select(*columns).where(revocations.c.lot_number.is_not(None))
        query = query.order_by(revocations.c.created_at.desc(), revocations.c.revocation_id).limit(limit)
        async with self._database.reading() as connection:
            return [Recall(**row._mapping) for row in await connection.execute(query)]


def _in_force(credential_type: str, lot_number: str) -> tuple[sa.ColumnElement[bool], ...]:
    own = revocations.c
    return own.lot_number == lot_number, own.credential_type == credential_type, own.lifted_at.is_(None)


def _counts(revocation_id: str) -> sa.Select[str, int]:
    own = revocation_offers.c
    joined = revocation_offers.join(offers, offers.c.offer_id == own.offer_id)
    query = sa.select(offers.c.state, sa.func.count().label("total")).select_from(joined)
    return query.where(own.revocation_id == revocation_id, own.refusal.is_(None)).group_by(offers.c.state)


def _refused(revocation_id: str) -> sa.Select[str, str]:
    own = revocation_offers.c
    query = sa.select(own.offer_id, own.refusal).where(own.revocation_id == revocation_id, own.refusal.is_not(None))
    return query.order_by(own.offer_id)
