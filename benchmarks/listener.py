"""A phone that holds its stream of events open, at one of two processes of the wallet API."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime

import httpx

from benchmarks.told import Heard
from salus.parties import Phone

PATIENCE_S, RETRY_S = 60.0, 0.2


class Listener:
    def __init__(self, phone: Phone, at: int) -> None:
        self.phone = phone
        self.at = at
        """Which of the two processes."""
        self.act_s = 0.0
        """From its scan to the word of the offer."""
        self.told_at = datetime.max.replace(tzinfo=UTC)
        """When that word came."""
        self.heard: list[Heard] = []
        self._open, self._told = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; a stream that breaks is taken up where it was, as browsers do."""
        while True:
            with suppress(httpx.TransportError):  # such as a connection that was idle for too long
                await self._listen()
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        path = f"{self.phone.wallet}/events"
        headers = {"last-event-id": str(self.heard[-1].event_id)} if self.heard else None
        async with self.phone.http.stream("GET", path, headers=headers, timeout=None) as response:
            response.raise_for_status()
            self._open.set()
            event_id, kind = 0, ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                match name:
                    case "id":
                        event_id = int(value)
                    case "event":
                        kind = value
                    case "data":
                        self.heard.append(Heard(event_id, kind, datetime.now(UTC)))
                        if kind == "offer.changed" and not self._told.is_set():
                            self.told_at = self.heard[-1].at
                            self._told.set()

    async def until_open(self) -> None:
        await asyncio.wait_for(self._open.wait(), PATIENCE_S)

    async def act(self, url: str, link: str) -> None:
        """Scan through this process, and wait until the phone hears of the offer."""
        began = time.perf_counter()
        await self.phone.repeat(f"{url}{self.phone.wallet}/scans", {"text": link})
        try:
            await asyncio.wait_for(self._told.wait(), PATIENCE_S)
        except TimeoutError:
            raise SystemExit(f"A phone heard nothing of its offer for {PATIENCE_S:g} s.") from None
        self.act_s = time.perf_counter() - began
