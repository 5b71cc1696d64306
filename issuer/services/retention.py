"""Deletes what is kept for a time only: invitations past their time at once, events and ended links after some days."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from agent.service.clock import Clock, utc_now
from agent.service.links import Links
from agent.service.logging import get_logger
from agent.service.outbox import Outbox

log = get_logger(__name__)


@dataclass(frozen=True)
class Retention:
    outbox: Outbox
    links: Links
    kept_for: timedelta
    clock: Clock = utc_now

    async def run(self, interval_s: float = 60.0) -> None:
        """A round each interval, until cancelled."""
        while True:
            try:
                await self.round()
            except SQLAlchemyError as error:
                log.failure("retention.round_failed", error)
            await asyncio.sleep(interval_s)

    async def round(self) -> None:
        await self.links.forget_expired()
        limit = self.clock() - self.kept_for
        await self.links.purge(limit)
        await self.outbox.purge(limit)
