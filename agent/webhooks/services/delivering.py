"""Delivers to each webhook what the outbox holds for it: at least once, and in order for each stream.

Decides:
  1. Each webhook has a place of its own in the outbox, kept in the database: neither a restart nor one slow receiver
     loses or delays anything of another.
  2. One process at a time delivers to a webhook, under a claim that lapses 45 s after its holder died.
  3. Streams go abreast, the events of one stream one after another. The place moves up to the first event that was not
     taken; what was taken behind it may come twice, with the same id.
  4. When the service stops, what is on its way is broken off and what was taken is written down, so that the claim is
     let go. Only sending is ever cancelled: a transaction that is would keep SQLite's lock for a while.
  5. After a failure only one message is tried, at growing pauses, until the receiver is there again or is given up.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import randbelow
from uuid import uuid4

from agent.service.clock import Clock
from agent.service.logging import declare_fields, get_logger
from agent.service.outbox import Event, Outbox, wait
from agent.service.sealing import SealBroken
from agent.webhooks.domain.patience import Patience
from agent.webhooks.domain.webhook import Fault, Webhook
from agent.webhooks.services.messages import Describe, Message, Signing
from agent.webhooks.services.sending import TIMEOUT_S, Sender
from agent.webhooks.store import WebhookStore

BATCH = 50
ABREAST = 8
LEASE_S = 45.0
BEGIN_WITHIN_S = 30.0
"""No message of a batch is begun later, so that a batch ends within its lease."""
assert BEGIN_WITHIN_S + TIMEOUT_S < LEASE_S  # noqa: S101 - of constants
declare_fields("webhook_id")
log = get_logger(__name__)


@dataclass(frozen=True)
class Missed:
    """An event that was not taken, and what was wrong; None if its turn did not come."""

    event_id: int
    error: str | None


class Delivering:
    def __init__(
        self,
        outbox: Outbox,
        store: WebhookStore,
        *,
        describe: Describe,
        signing: Signing,
        sender: Sender,
        patience: Patience,
        clock: Clock,
        chance: Callable[[], float] = lambda: randbelow(1001) / 1000,
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._describe = describe
        self._signing = signing
        self._sender = sender
        self._patience = patience
        self._clock = clock
        self._chance = chance
        self._lanes: set[asyncio.Task[Missed | None]] = set()
        self._ending = False

    async def run(self) -> None:
        """Until cancelled."""
        at_work: dict[str, asyncio.Task[None]] = {}
        self._ending = False
        try:
            with self._outbox.news() as news:
                while True:
                    news.clear()  # before the look, so that what comes during it wakes us again
                    for done in [webhook_id for webhook_id, task in at_work.items() if task.done()]:
                        at_work.pop(done).result()
                    pause_s = await self._begin(at_work, news)
                    await wait(news, pause_s)
        finally:
            self._ending = True
            for lane in self._lanes:
                lane.cancel()
            await asyncio.gather(*at_work.values(), return_exceptions=True)

    async def _begin(self, at_work: dict[str, asyncio.Task[None]], news: asyncio.Event) -> float:
        """Set to work on all that is due; for how long nothing else will be."""
        pause_s, now = self._outbox.poll_s, self._clock()
        for webhook_id, not_before in await self._store.next_look(await self._outbox.latest_id()):
            if webhook_id in at_work:
                continue
            if not_before is not None and not_before > now:
                pause_s = min(pause_s, (not_before - now).total_seconds())
                continue
            task = asyncio.create_task(self._deliver(webhook_id), name="webhook")
            task.add_done_callback(lambda _: news.set())
            at_work[webhook_id] = task
        return pause_s

    async def _deliver(self, webhook_id: str) -> None:
        claim, now = str(uuid4()), self._clock()
        held = await self._store.claim(webhook_id, claim, now, now + timedelta(seconds=LEASE_S))
        while held is not None:
            held = await self._batch(held, claim)

    async def _batch(self, held: Webhook, claim: str) -> Webhook | None:
        """Deliver the next events; the webhook if there may be more of them, still claimed."""
        events = await self._outbox.of_all_streams(held.after_event, 1 if held.failures else BATCH)
        after = await self._sent(held, events) if events else held
        if after.failures > held.failures:
            log.warning("webhook.failed", webhook_id=after.id, state=after.state, code=after.last_error)
        if after.failures or len(events) < BATCH or self._ending:
            await self._store.progress(after, claim, None)
            return None
        return await self._store.progress(after, claim, self._clock() + timedelta(seconds=LEASE_S))

    async def _sent(self, held: Webhook, events: Sequence[Event]) -> Webhook:
        """The webhook after these events."""
        lanes: defaultdict[str, list[tuple[Event, Message]]] = defaultdict(list)
        for event in events:
            message = await self._describe(event)
            if message is not None and message.type in held.event_types:
                lanes[event.stream].append((event, message))
        if not lanes:
            return held.passed(events[-1].id)
        gate, begin_before = asyncio.Semaphore(ABREAST), time.monotonic() + BEGIN_WITHIN_S
        tasks = {asyncio.create_task(self._lane(held, each, gate, begin_before)) for each in lanes.values()}
        self._lanes |= tasks
        missed = [each for each in await asyncio.gather(*tasks) if each is not None]
        self._lanes -= tasks
        up_to = min((each.event_id - 1 for each in missed), default=events[-1].id)
        error = next((each.error for each in missed if each.error is not None), None)
        now = self._clock()
        first = min(event.id for lane in lanes.values() for event, _ in lane)
        after = held.delivered(up_to, now) if up_to >= first else held
        return after if error is None else after.failed(error, now, self._patience, self._chance())

    async def _lane(
        self, held: Webhook, messages: Sequence[tuple[Event, Message]], gate: asyncio.Semaphore, begin_before: float
    ) -> Missed | None:
        """One stream's messages in their order, up to the first that is not taken."""
        for event, message in messages:
            try:
                async with gate:
                    if self._ending or time.monotonic() > begin_before:
                        return Missed(event.id, None)
                    error = await self._one(held, f"{held.id}_{event.id}", message.body())
            except asyncio.CancelledError:  # the service stops
                return Missed(event.id, None)
            if error is not None:
                return Missed(event.id, error)
        return None

    async def _one(self, held: Webhook, message_id: str, body: bytes) -> str | None:
        try:
            headers = self._signing.headers(held, message_id, body)
        except SealBroken:
            return Fault.SECRET_SEALED
        return await self._sender.send(held.url, body, headers)
