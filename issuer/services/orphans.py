"""Deletes the agent's exchanges that no offer knows, which hold attribute values and would otherwise stay for good.

Looks at the start, when a crash may have left some, and then each hour: a call that the agent did not answer in time
may have left one too. While some are suspected, it looks again in the time that an offer at the desk lives.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.errors import Problem
from agent.ports import IssuerAgent
from agent.protocol import ExchangeId
from agent.service.clock import Clock, utc_now
from agent.service.logging import get_logger
from issuer.domain import orphans
from issuer.store import OfferStore

QUIET_S = 3600.0
"""A look reads every exchange of the agent, which is thousands while large batches wait."""
log = get_logger(__name__)


@dataclass
class OrphanSweep:
    agent: IssuerAgent
    store: OfferStore
    lifetime: timedelta
    clock: Clock = utc_now
    _unknown_since: Mapping[ExchangeId, datetime] = field(default_factory=dict, init=False)

    async def run(self, retry_s: float = 10.0) -> None:
        """Sweep at the start and then from time to time, until cancelled."""
        while True:
            try:
                await self.sweep()
                pause_s = self.lifetime.total_seconds() + 1 if self._unknown_since else QUIET_S
            except Problem as problem:
                log.warning("orphans.look_failed", code=problem.code)
                pause_s = retry_s
            await asyncio.sleep(pause_s)

    async def sweep(self) -> int:
        """One look; answers how many exchanges were deleted."""
        exchanges = [(found.exchange_id, found.state) for found in await self.agent.credential_exchanges()]
        known = await self.store.known_exchanges()
        look = orphans.look(exchanges, known, self._unknown_since, self.clock(), self.lifetime)
        self._unknown_since = look.unknown_since
        for exchange_id in look.orphans:
            await self.agent.delete_credential_exchange(exchange_id)
        if look.orphans:
            log.info("orphans.deleted", count=len(look.orphans))
        return len(look.orphans)
