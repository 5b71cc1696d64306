"""Telling phones that are not open that there is something new (Web Push: RFC 8030, 8291, 8292), from the outbox.

Decides:
  1. A message says of which kind the news is and nothing else. It is encrypted for the device; the push service learns
     that something came, and when.
  2. News of a device stand in its row until they were taken: killed in between they are told again. Newer news take the
     place of older ones, since the app reads everything anew.
  3. Endpoints are a stranger's choice: they are called under the guard of webhooks (agent/webhooks), and kept sealed.
  4. A subscription that its push service calls gone (404, 410), or whose address must not be called, is removed.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from agent.errors import InvalidInput, NotFound
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from agent.service.outbox import Outbox, wait
from agent.service.sealing import SealBroken, Sealer
from agent.webhooks.domain.webhook import Fault
from agent.webhooks.services.sending import Sender, UrlRefused
from wallet_api.domain.push import headers, news_of, pause, payload
from wallet_api.domain.stream import wallet_of
from wallet_api.push_key import authorization, check_browsers_keys, public_text
from wallet_api.store.push import Due, PushStore

BATCH, ABREAST = 200, 20
LEASE = timedelta(seconds=60)
GONE = frozenset({Fault.GONE, Fault.ADDRESS_REFUSED, "status-404"})
log = get_logger(__name__)


class PushEndpointRefused(InvalidInput):
    """Nothing is sent to this address, or not by these keys."""

    code = "push-refused"
    next_step = "Subscribe anew in the browser, and send what it gives."


@dataclass(frozen=True)
class Voice:
    """By which key the service speaks to push services, and whom they may write to about it."""

    key: str
    contact: str


@dataclass(frozen=True)
class Pushing:
    database: Database
    store: PushStore
    outbox: Outbox
    sender: Sender
    sealer: Sealer
    voice: Voice | None
    """None: this service sends none."""
    clock: Clock

    @property
    def server_key(self) -> str | None:
        """For a browser's `pushManager.subscribe`."""
        return public_text(self.voice.key) if self.voice else None

    async def subscribe(self, device_id: str, endpoint: str, keys: Mapping[str, str]) -> None:
        """In place of the device's one of before. Raises NotFound where none are sent, PushEndpointRefused."""
        if self.voice is None:
            raise NotFound("This service sends no notifications.")
        subscription = {"endpoint": endpoint, "keys": dict(keys)}
        try:
            await self.sender.check(endpoint)
            check_browsers_keys(keys)
        except UrlRefused:
            raise PushEndpointRefused("Notifications cannot go to this address.") from None
        except ValueError:
            raise PushEndpointRefused("These are no keys of a browser.") from None
        sealed = self.sealer.seal(json.dumps(subscription))
        async with self.database.transaction() as transaction:
            await self.store.put(transaction, device_id, sealed, self.clock())

    async def unsubscribe(self, device_id: str) -> None:
        """Safe to repeat."""
        async with self.database.transaction() as transaction:
            await self.store.remove(transaction, device_id)

    async def run(self) -> None:
        """Until cancelled."""
        if self.voice is None:
            return
        with self.outbox.news() as news:
            while True:
                news.clear()  # before the look, so that what comes during it wakes us again
                while await self.look():
                    pass
                while await self.send(self.voice):
                    pass
                await wait(news, await self._pause_s())

    async def look(self) -> bool:
        """Note who is to be told of the next events; whether there may be more of them."""
        place = await self.store.place()
        events = await self.outbox.of_all_streams(place, BATCH)
        if not events:
            return False
        async with self.database.transaction() as transaction:
            if await self.store.advance(transaction, place, events[-1].id):
                for event in events:
                    news, wallet_id = news_of(event.type, event.data.get("state")), wallet_of(event.stream)
                    if news is not None and wallet_id is not None:
                        await self.store.mark(transaction, wallet_id, news, event.id, self.clock())
        return len(events) == BATCH

    async def send(self, voice: Voice) -> bool:
        """Tell those who are to be told now; whether there may be more of them."""
        now = self.clock()
        due = await self.store.claim(now, now + LEASE, ABREAST)
        faults = await asyncio.gather(*(self._one(voice, each) for each in due))
        for each, fault in zip(due, faults, strict=True):
            await self._settle(each, fault)
        return len(due) == ABREAST

    async def _one(self, voice: Voice, due: Due) -> str | None:
        try:
            subscription = json.loads(self.sealer.open(due.sealed))
        except SealBroken:
            return Fault.SECRET_SEALED
        parts = urlsplit(subscription["endpoint"])
        further = {
            "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm",
            "Authorization": authorization(voice.key, f"{parts.scheme}://{parts.netloc}", voice.contact),
        }  # fmt: skip
        body = await asyncio.to_thread(_encrypted, subscription, payload(due.news))
        return await self.sender.send(subscription["endpoint"], body, {**headers(due.news), **further})

    async def _settle(self, due: Due, fault: str | None) -> None:
        again_in = pause(due.failures)
        async with self.database.transaction() as transaction:
            if fault in GONE:
                await self.store.remove(transaction, due.device_id)
            elif fault is None or again_in is None:
                await self.store.told(transaction, due)
            else:
                await self.store.failed(transaction, due, self.clock() + again_in)
        if fault is not None:
            log.warning("push.failed", device_id=due.device_id, code=fault)

    async def _pause_s(self) -> float:
        at = await self.store.next_look()
        seconds = self.outbox.poll_s if at is None else (at - self.clock()).total_seconds()
        return min(max(seconds, 0.1), self.outbox.poll_s)


def _encrypted(subscription: Mapping[str, Any], message: bytes) -> bytes:
    from pywebpush import WebPusher  # noqa: PLC0415 - brings two HTTP clients, which no start should wait for

    return bytes(WebPusher(subscription).encode(message)["body"])
