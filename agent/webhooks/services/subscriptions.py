"""Webhooks as their owners see them: made, looked at, tried, renewed, resumed, ended. Every change is an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import Conflict, NotFound, Problem
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer
from agent.webhooks.domain.act import WebhookAct
from agent.webhooks.domain.signature import draw_secret
from agent.webhooks.domain.webhook import Webhook
from agent.webhooks.services.messages import Message, Signing
from agent.webhooks.services.sending import Sender
from agent.webhooks.store import WebhookStore

MOST = 20
"""How many webhooks a service keeps."""
TEST_EVENT = "webhook.test"


class NoSeal(Problem):
    """There is no key to seal a webhook's secret by."""

    code = "webhooks-not-set-up"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the operator to set WEBHOOK_SEAL_KEY of this service (docs/verifier.md)."


class TooMany(Conflict):
    """There are as many webhooks as the service keeps."""

    code = "too-many-webhooks"
    next_step = "Delete one that is of no use any more."


@dataclass(frozen=True)
class Subscriptions:
    database: Database
    store: WebhookStore
    outbox: Outbox
    acts: Acts
    sender: Sender
    sealer: Sealer | None
    clock: Clock

    async def every(self) -> Sequence[Webhook]:
        return await self.store.every()

    async def find(self, webhook_id: str) -> Webhook:
        return _known(await self.store.find(webhook_id))

    async def create(self, url: str, event_types: frozenset[str], by: Actor) -> tuple[Webhook, str]:
        """The webhook and its secret, told of events from now on. Raises NoSeal, UrlRefused, TooMany."""
        sealer, secret = self._sealer(), draw_secret()
        await self.sender.check(url)
        made = Webhook(
            id=str(uuid4()), url=url, event_types=event_types, created_at=self.clock(),
            after_event=await self.outbox.latest_id(), sealed_secret=sealer.seal(secret),
        )  # fmt: skip
        async with self.database.transaction() as transaction:
            if await self.store.count(transaction) >= MOST:
                raise TooMany(f"There are {MOST} webhooks already.")
            await self.store.add(transaction, made)
            await self.acts.note(transaction, by, WebhookAct.WEBHOOK_CREATED, made.id)
        return made, secret

    async def rotate(self, webhook_id: str, grace: timedelta, by: Actor) -> tuple[Webhook, str]:
        """With a new secret; deliveries are signed by both until the grace is over. Raises NotFound, NoSeal."""
        sealer, secret = self._sealer(), draw_secret()
        async with self.database.transaction() as transaction:
            found = await self._locked(transaction, webhook_id)
            changed = found.rotated(sealer.seal(secret), self.clock() + grace)
            await self.store.change(transaction, changed)
            await self.acts.note(transaction, by, WebhookAct.WEBHOOK_ROTATED, webhook_id)
        return changed, secret

    async def resume(self, webhook_id: str, by: Actor) -> Webhook:
        """Tried again at once, from where it ended. Raises NotFound."""
        async with self.database.transaction() as transaction:
            changed = (await self._locked(transaction, webhook_id)).resumed()
            await self.store.change(transaction, changed)
            await self.acts.note(transaction, by, WebhookAct.WEBHOOK_RESUMED, webhook_id)
            transaction.after_commit(self.outbox.wake_all)
        return changed

    async def delete(self, webhook_id: str, by: Actor) -> None:
        """Raises NotFound."""
        async with self.database.transaction() as transaction:
            if not await self.store.delete(transaction, webhook_id):
                _known(None)
            await self.acts.note(transaction, by, WebhookAct.WEBHOOK_DELETED, webhook_id)

    async def test(self, webhook_id: str) -> str | None:
        """Send a message of type `webhook.test` now; what went wrong, or None. Raises NotFound, NoSeal, SealBroken."""
        found = await self.find(webhook_id)
        body = Message(TEST_EVENT, self.clock(), {"webhook_id": found.id}).body()
        headers = Signing(self._sealer(), self.clock).headers(found, f"{found.id}_test_{uuid4().hex}", body)
        return await self.sender.send(found.url, body, headers)

    async def _locked(self, transaction: Transaction, webhook_id: str) -> Webhook:
        return _known(await self.store.locked(transaction, webhook_id))

    def _sealer(self) -> Sealer:
        if self.sealer is None:
            raise NoSeal("This service sends no webhooks.")
        return self.sealer


def _known(found: Webhook | None) -> Webhook:
    if found is None:
        raise NotFound("There is no webhook of this id.")
    return found
