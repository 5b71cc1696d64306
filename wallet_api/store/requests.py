"""Requests: what a wallet was asked to prove, by attribute names and bounds only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import ExchangeId
from wallet_api import tables
from wallet_api.domain.choice import Preferences
from wallet_api.domain.request import RequestedGroup
from wallet_api.domain.states import Reason, RequestState
from wallet_api.store.rows import Rows


@dataclass(frozen=True)
class ProofAsked:
    """A request for a proof."""

    id: str
    wallet_id: str
    exchange_id: ExchangeId
    state: RequestState
    reason: Reason | None
    claimed_label: str
    claimed_purpose: str
    asker_id: str | None
    """Of the organisation of the registry that proved it asks this; None for anybody else."""
    purpose_id: str | None
    """What it asks for, by its own name."""
    asked: tuple[RequestedGroup, ...]
    cards: Preferences | None
    """Set when the patient approved."""
    created_at: datetime
    changed_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    """When the agent's record was deleted."""


class RequestStore(Rows[ProofAsked]):
    table = tables.requests
    record = ProofAsked

    async def of_exchange(self, wallet_id: str, exchange_id: str) -> ProofAsked | None:
        table = tables.requests.c
        return await self._one(table.wallet_id == wallet_id, table.exchange_id == exchange_id)

    async def exchange_ids(self, wallet_id: str) -> frozenset[str]:
        """Of the exchanges that the agent may still have."""
        table = tables.requests.c
        query = sa.select(table.exchange_id).where(table.wallet_id == wallet_id, table.closed_at.is_(None))
        async with self.database.reading() as connection:
            return frozenset(await connection.scalars(query))

    async def open_ids(self) -> Sequence[str]:
        return await self._ids(tables.requests.c.closed_at.is_(None))
