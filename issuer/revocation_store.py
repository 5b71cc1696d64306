"""Orders to revoke many credentials, in the database."""

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.offer import OfferState
from issuer.domain.revocation_order import OrderProgress, Recall, Refusal, RevocationOrder
from issuer.tables import offers, revocation_offers, revocations


class RevocationStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, order: RevocationOrder) -> None:
        head = {column.name: getattr(order, column.name) for column in revocations.columns}
        await transaction.connection.execute(revocations.insert().values(head))
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

    async def recalls(self, limit: int) -> Sequence[Recall]:
        """The orders by lot, the newest first."""
        columns = (revocations.c[each.name] for each in fields(Recall))
        query = sa.select(*columns).where(revocations.c.lot_number.is_not(None))
        query = query.order_by(revocations.c.created_at.desc(), revocations.c.revocation_id).limit(limit)
        async with self._database.reading() as connection:
            return [Recall(**row._mapping) for row in await connection.execute(query)]


def _counts(revocation_id: str) -> sa.Select[str, int]:
    own = revocation_offers.c
    joined = revocation_offers.join(offers, offers.c.offer_id == own.offer_id)
    query = sa.select(offers.c.state, sa.func.count().label("total")).select_from(joined)
    return query.where(own.revocation_id == revocation_id, own.refusal.is_(None)).group_by(offers.c.state)


def _refused(revocation_id: str) -> sa.Select[str, str]:
    own = revocation_offers.c
    query = sa.select(own.offer_id, own.refusal).where(own.revocation_id == revocation_id, own.refusal.is_not(None))
    return query.order_by(own.offer_id)
