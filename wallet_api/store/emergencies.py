"""Emergency cards, and emergencies."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.service.database import Transaction
from agent.service.engines import insert_into
from wallet_api import emergency_tables as tables
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.domain.emergency import Emergency, EmergencyCardRecord
from wallet_api.store.consent_rules import Rules
from wallet_api.store.rows import LIST_LIMIT


class EmergencyCardStore(Rules[EmergencyCardRecord]):
    """One a wallet at most."""

    table = tables.emergency_cards
    record = EmergencyCardRecord

    async def of_code(self, code_sha256: str) -> EmergencyCardRecord | None:
        table = tables.emergency_cards
        found = await self._all(sa.select(table).where(table.c.code_sha256 == code_sha256))
        return found[0] if found else None

    async def put(self, transaction: Transaction, card: EmergencyCardRecord) -> None:
        """In place of the one of before."""
        statement = insert_into(transaction.connection, tables.emergency_cards).values(vars(card))
        await transaction.connection.execute(
            statement.on_conflict_do_update(index_elements=["wallet_id"], set_=vars(card))
        )

    async def clear(self, transaction: Transaction, wallet_id: str) -> bool:
        """False if there was none."""
        table = tables.emergency_cards
        return (await transaction.connection.execute(table.delete().where(table.c.wallet_id == wallet_id))).rowcount > 0


class EmergencyStore(Rules[Emergency]):
    table = tables.emergencies
    record = Emergency

    async def get(self, emergency_id: str) -> Emergency | None:
        """Of whatever wallet."""
        table = tables.emergencies
        found = await self._all(sa.select(table).where(table.c.id == emergency_id))
        return found[0] if found else None

    async def add_new(self, transaction: Transaction, emergency: Emergency) -> bool:
        """False if it is there already."""
        table = tables.emergencies
        statement = insert_into(transaction.connection, table).values(vars(emergency)).on_conflict_do_nothing()
        return await transaction.connection.scalar(statement.returning(table.c.id)) is not None

    async def of_organisation(self, organisation: str, since: datetime) -> Sequence[Emergency]:
        """Of whatever wallet, younger than that, the newest first, at most LIST_LIMIT."""
        table = tables.emergencies
        query = sa.select(table).where(table.c.organisation == organisation, table.c.created_at > since)
        return await self._all(query.order_by(table.c.created_at.desc(), table.c.id).limit(LIST_LIMIT))

    async def confirm(self, transaction: Transaction, emergency_id: str, second: ProvenAsker) -> bool:
        """False if somebody did before, whose name stays."""
        table = tables.emergencies
        statement = table.update().where(table.c.id == emergency_id, table.c.second.is_(None))
        return (await transaction.connection.execute(statement.values(second=second))).rowcount == 1
