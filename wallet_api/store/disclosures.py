"""Disclosures: which card was shown for which request, by the names of what was seen and proved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import CredentialId
from agent.service.database import Transaction
from wallet_api import tables
from wallet_api.domain.disclosure import DisclosureState
from wallet_api.store.rows import Rows


@dataclass(frozen=True)
class Disclosure:
    id: str
    wallet_id: str
    request_id: str
    credential_id: CredentialId
    """Of a card that may have been deleted since."""
    state: DisclosureState
    asker_id: str | None
    asker_name: str | None
    """As the registry called the asker then; None for somebody unknown."""
    claimed_label: str
    claimed_purpose: str
    revealed: tuple[str, ...]
    proved: tuple[str, ...]
    """Names of attributes."""
    created_at: datetime


class DisclosureStore(Rows[Disclosure]):
    table = tables.disclosures
    record = Disclosure

    async def begin(self, transaction: Transaction, every: Iterable[Disclosure]) -> None:
        """Before they are shown; a card that stands there for its request already is left as it is."""
        for each in every:
            await self.add(transaction, each)

    async def settle(self, transaction: Transaction, request_id: str) -> None:
        """They were shown."""
        statement = self.table.update().where(self.table.c.request_id == request_id)
        await transaction.connection.execute(statement.values(state=DisclosureState.SHOWN))

    async def withdraw(self, transaction: Transaction, request_id: str) -> None:
        """They were not shown."""
        table = self.table.c
        where = (table.request_id == request_id, table.state == DisclosureState.POSSIBLE)
        await transaction.connection.execute(self.table.delete().where(*where))

    async def page(
        self, wallet_id: str, after: Disclosure | None, limit: int, *,
        credential_id: str | None = None, request_id: str | None = None,
    ) -> Sequence[Disclosure]:  # fmt: skip
        """The newest first, those that come after this one."""
        table = self.table.c
        query = sa.select(self.table).where(table.wallet_id == wallet_id)
        if credential_id is not None:
            query = query.where(table.credential_id == credential_id)
        if request_id is not None:
            query = query.where(table.request_id == request_id)
        if after is not None:
            same = sa.and_(table.created_at == after.created_at, table.id > after.id)
            query = query.where(sa.or_(table.created_at < after.created_at, same))
        return await self._all(query.order_by(table.created_at.desc(), table.id).limit(limit))
