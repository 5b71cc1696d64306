"""Puts together the webhooks of a service: who subscribes, and who delivers."""

import asyncio

import sqlalchemy as sa

from agent.access.services.acts import Acts
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer, split_keys
from agent.service.web_client import HttpxWeb
from agent.webhooks.services.delivering import Delivering
from agent.webhooks.services.messages import Describe, Signing
from agent.webhooks.services.sending import Sender
from agent.webhooks.services.subscriptions import Subscriptions
from agent.webhooks.settings import WebhookSettings
from agent.webhooks.store import WebhookStore


class Webhooks:
    """Made without I/O; `run` goes beside the requests."""

    def __init__(
        self,
        database: Database,
        table: sa.Table,
        *,
        outbox: Outbox,
        acts: Acts,
        settings: WebhookSettings,
        describe: Describe,
        clock: Clock = utc_now,
    ) -> None:
        key = settings.webhook_seal_key
        sealer = Sealer(split_keys(key)) if key else None
        sender = Sender(HttpxWeb(), settings.webhook_networks)
        self.store = WebhookStore(database, table)
        self.subscriptions = Subscriptions(database, self.store, outbox, acts, sender, sealer, clock)
        self.delivering: Delivering | None = None
        if sealer is not None:
            self.delivering = Delivering(
                outbox, self.store, describe=describe, signing=Signing(sealer, clock), sender=sender,
                patience=settings.webhook_patience, clock=clock,
            )  # fmt: skip

    async def run(self) -> None:
        """Deliver until cancelled; nothing where there is no key to seal by."""
        if self.delivering is None:
            await asyncio.Event().wait()
        else:
            await self.delivering.run()
