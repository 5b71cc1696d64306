"""Deletes what is kept for a time only.

Invitations past their time and sessions that are over at once, the keys of repeated POSTs and batches that nobody
started after 24 hours, the values of expired offers, events and ended links after some days.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from agent.access.services.sign_in import SignIn
from agent.service.clock import Clock, utc_now
from agent.service.idempotency import IdempotencyKeys
from agent.service.links import Links
from agent.service.logging import get_logger
from agent.service.outbox import Outbox
from issuer.services.batches import Batches
from issuer.services.offer_journal import OfferJournal

log = get_logger(__name__)


UNSTARTED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Retention:
    outbox: Outbox
    links: Links
    sign_in: SignIn
    idempotency: IdempotencyKeys
    offers: OfferJournal
    batches: Batches
    events_for: timedelta
    values_for: timedelta
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
        await self.sign_in.purge()
        await self.idempotency.purge()
        now = self.clock()
        await self.batches.forget_unstarted(now - UNSTARTED_FOR)
        await self.offers.forget_expired(now - self.values_for)
        await self.links.purge(now - self.events_for)
        await self.outbox.purge(now - self.events_for)
