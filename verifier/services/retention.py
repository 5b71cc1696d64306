"""Lets go, in rounds, of what is of no more use: old events, expired links, values past their time on the screen."""

import asyncio
from datetime import timedelta

from agent.service.clock import Clock, utc_now
from agent.service.links import Links
from agent.service.outbox import Outbox
from verifier.services.screen import Screen

WIPE_EACH_S = 10.0
ROUND = 360
"""How many wipes make a round of the tables: an hour."""
KEPT_FOR = timedelta(days=30)


class Retention:
    def __init__(self, outbox: Outbox, links: Links, screen: Screen, clock: Clock = utc_now) -> None:
        self._outbox = outbox
        self._links = links
        self._screen = screen
        self._clock = clock

    async def run(self) -> None:
        while True:
            await self.purge()
            for _ in range(ROUND):
                await asyncio.sleep(WIPE_EACH_S)
                self._screen.wipe()

    async def purge(self) -> None:
        await self._links.forget_expired()
        await self._links.purge(self._clock() - KEPT_FOR)
        await self._outbox.purge(self._clock() - KEPT_FOR)
