"""Replacements in the database."""

from collections.abc import Sequence

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from issuer.domain.replacement import OPEN, Replacement, ReplacementReason, ReplacementState
from issuer.tables import replacements

_NEEDING_VALUES = frozenset({ReplacementState.REVOKING, ReplacementState.OFFERING})


class ReplacementStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, old_offer_id: str) -> Replacement | None:
        query = sa.select(replacements).where(replacements.c.old_offer_id == old_offer_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        kept = row._mapping
        words = {"state": ReplacementState(kept["state"]), "reason": ReplacementReason(kept["reason"])}
        return Replacement(**{**kept, **words})

    async def open_ids(self) -> Sequence[str]:
        query = sa.select(replacements.c.old_offer_id).where(replacements.c.state.in_(OPEN))
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(replacements.c.created_at)))

    async def add(self, transaction: Transaction, replacement: Replacement) -> None:
        """Raises IntegrityError if there is one of this offer."""
        await transaction.connection.execute(replacements.insert().values(vars(replacement)))

    async def move(self, transaction: Transaction, replacement: Replacement, to: ReplacementState) -> bool:
        """Bring it to its next state if it is where it was seen; values not needed then go."""
        values = {"state": to} if to in _NEEDING_VALUES else {"state": to, "attributes": None}
        seen = (
            replacements.c.old_offer_id == replacement.old_offer_id,
            replacements.c.state == replacement.state,
        )
        return (await transaction.connection.execute(replacements.update().where(*seen).values(values))).rowcount == 1
