"""Puts the issuer together: the only place that builds its adapters, and that knows which agent it is.

Start: database brought up to date, then the rounds, the publisher, the sweep and the retention in the background; the
service answers meanwhile, since the ledger may come later.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from agent.acapy.client import AcaPyClient
from agent.acapy.issuer import AcaPyIssuer
from agent.acapy.webhooks import parse_webhook
from agent.service.app import create_app
from agent.service.auth import WebhookKeyGuard
from agent.service.database import Database
from agent.service.exclusive import Exclusive
from agent.service.hints import Reconciler
from agent.service.idempotent_posts import IdempotentPosts
from agent.service.link_page import LinkPage
from agent.service.link_routes import link_router
from agent.service.links import LINK_PATHS, Links
from agent.service.logging import get_logger
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from issuer import tables
from issuer.access import Access
from issuer.body_limits import OrdinaryBodyLimit
from issuer.console.console import console_routes
from issuer.console.navigation import PUBLIC_PATHS
from issuer.domain.scope import Scope
from issuer.publication_store import PublicationStore
from issuer.replacement_store import ReplacementStore
from issuer.revocation_store import RevocationStore
from issuer.routes.acts import act_routes
from issuer.routes.api_keys import api_key_routes
from issuer.routes.credential_types import credential_type_routes
from issuer.routes.identity import identity_routes
from issuer.routes.offers import OfferDesk, offer_routes
from issuer.routes.registries import registry_routes
from issuer.routes.replacements import replacement_routes
from issuer.routes.revocations import revocation_routes
from issuer.routes.tails import MAX_UPLOAD_BYTES, TAILS_PATH, TailsUploadGuard, tails_routes
from issuer.routes.webhooks import webhook_routes
from issuer.services.following import Following
from issuer.services.issuance import Issuance
from issuer.services.link_status import status_of
from issuer.services.notices import Notices
from issuer.services.offer_journal import OfferJournal
from issuer.services.offering import Offering
from issuer.services.orphans import OrphanSweep
from issuer.services.publishing import Publisher
from issuer.services.registries import Registries, differences_gauge
from issuer.services.replacing import Replacing
from issuer.services.retention import Retention
from issuer.services.revocation import Revocation
from issuer.services.revoking_many import RevokingMany
from issuer.services.rounds import Rounds, replacement_record
from issuer.services.superseding import Superseding
from issuer.services.tails_files import TailsFiles
from issuer.services.webhook_hints import WebhookHints
from issuer.settings import Settings
from issuer.store import OfferStore
from issuer.type_files import load_credential_types

Work = Callable[[], Awaitable[None]]
RESTART_PAUSE_S = 5.0
log = get_logger(__name__)


class _Parts:
    """The issuer's adapters and services; making them does no I/O but the reading of the credential types."""

    def __init__(self, settings: Settings) -> None:
        lifetime = timedelta(seconds=settings.link_lifetime_s)
        self.settings = settings
        self.types = load_credential_types(settings.credential_types_dir)
        self.metrics = Metrics()
        self.database = Database(settings.database_url.get_secret_value(), "issuer.migrations", tables.metadata)
        self.outbox = Outbox(self.database, tables.outbox, metrics=self.metrics)
        self.links = Links(self.database, tables.links, settings.public_url)
        self.client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
        self.agent = AcaPyIssuer(self.client)
        self.store = OfferStore(self.database)
        self.publications = PublicationStore(self.database)
        self.files = TailsFiles(settings.tails_dir)
        self.journal = OfferJournal(self.database, self.store, self.outbox, self.links)
        self.access = Access(settings, self.database)
        acts = self.access.acts
        self.exclusive = Exclusive(self.database.url)
        self.revocation = Revocation(
            self.agent, self.store, self.journal, acts, self.exclusive, self.look_at, settings.revoke_wait_s
        )
        superseding = Superseding(self.journal, acts, self.revocation, self.look_at)
        self.offering = Offering(
            self.agent, self.journal, acts, self.publications, self.types, settings.label, lifetime, superseding
        )
        self.revoking_many = RevokingMany(self.journal, acts, RevocationStore(self.database), self.look_at)
        self.rounds = self._rounds()
        self.reconciler = Reconciler(
            self.rounds.refresh, self.rounds.open_ids, settings.reconcile_interval_s, metrics=self.metrics
        )
        self.registries = Registries(
            self.agent, self.journal, self.publications, self.types, self.exclusive, self.look_at,
            differences_gauge(self.metrics),
        )  # fmt: skip
        self.publisher = Publisher(self.agent, self.publications, self.types, self.exclusive)
        self.sweep = OrphanSweep(self.agent, self.store, lifetime)
        self.retention = Retention(
            self.outbox, self.links, self.access.sign_in, self.access.idempotency, timedelta(days=settings.event_days)
        )

    def look_at(self, record_id: str) -> None:
        """Tells the reconciler, which is built last, of a record that may have changed."""
        self.reconciler.hint(record_id)

    def _rounds(self) -> Rounds:
        issuance = Issuance(self.agent, self.journal, self.exclusive)
        following = Following(
            self.agent, self.store, self.journal, self.offering, issuance, self.revocation,
            Notices(self.agent, self.journal), self.exclusive,
        )  # fmt: skip
        replacements = ReplacementStore(self.database)
        replacing = Replacing(
            replacements, self.journal, self.access.acts, self.offering, self.revocation, self.exclusive, self.look_at
        )
        return Rounds(following, replacing, self.store, replacements)


def create_service(settings: Settings) -> FastAPI:
    """The issuer's app. Raises CredentialTypeBroken."""
    parts = _Parts(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _running(parts):
            yield

    app = create_app(
        title="Issuer",
        settings=settings,
        lifespan=lifespan,
        metrics=parts.metrics,
        readiness={"database": parts.database.is_ready, "agent": parts.agent.is_ready},
        public_paths=(*LINK_PATHS, TAILS_PATH, *PUBLIC_PATHS),
        routers=_routers(parts),
        body_limit_bytes=MAX_UPLOAD_BYTES,
    )
    app.user_middleware += [Middleware(OrdinaryBodyLimit), _idempotent_posts(parts.access)]  # innermost
    return app


def _idempotent_posts(access: Access) -> Middleware:
    caller_of = access.machine_doors.caller_of
    return Middleware(IdempotentPosts, keys=access.idempotency, caller_of=caller_of, below="/v1/")


def _routers(parts: _Parts) -> list[APIRouter]:
    settings = parts.settings
    doors = parts.access.machine_doors
    desk = OfferDesk(parts.offering, parts.revocation, parts.store, parts.links, parts.outbox)
    hints = WebhookHints(parts.store, parts.journal, parts.reconciler.hint)
    page = LinkPage(settings.label, "Receive a health credential in your wallet.", settings.wallet_url)
    return [
        identity_routes(doors.needing(Scope.TYPES_READ), parts.agent),
        *credential_type_routes(doors, parts.types, parts.publications, parts.publisher.publish_missing),
        *offer_routes(doors, desk),
        *replacement_routes(
            doors, parts.rounds.replacing, lambda offer_id: parts.look_at(replacement_record(offer_id))
        ),
        *revocation_routes(doors, parts.revoking_many),
        registry_routes(doors.needing(Scope.TYPES_READ), parts.registries),
        api_key_routes(doors.needing(Scope.ADMIN), parts.access.api_keys),
        act_routes(doors.needing(Scope.ADMIN), parts.access.act_store),
        *console_routes(settings, parts.access, desk),
        webhook_routes(WebhookKeyGuard(settings.webhook_key), parse_webhook, hints),
        *tails_routes(TailsUploadGuard(settings.tails_upload_key), parts.files),
        link_router(
            parts.database,
            parts.links,
            status_of=partial(status_of, parts.store),
            on_fetched=parts.journal.note_fetched,
            page=page,
        ),
    ]


@asynccontextmanager
async def _running(parts: _Parts) -> AsyncIterator[None]:
    async with AsyncExitStack() as undo:
        undo.push_async_callback(parts.database.close)
        undo.push_async_callback(parts.exclusive.close)
        undo.push_async_callback(parts.client.aclose)
        undo.push_async_callback(parts.agent.tails.aclose)
        await parts.database.upgrade()
        await parts.access.first_admin.make()
        await asyncio.to_thread(parts.files.prepare)
        undo.push_async_callback(parts.outbox.stop)
        await parts.outbox.start()
        undo.push_async_callback(parts.reconciler.stop)
        await parts.reconciler.start()
        background = _Background()
        undo.push_async_callback(background.stop)
        background.begin("publisher", parts.publisher.run)
        background.begin("orphan sweep", parts.sweep.run)
        background.begin("retention", parts.retention.run)
        background.begin("registries", parts.registries.run)
        yield


class _Background:
    """Work beside the requests; what fails unforeseen is logged and begun again."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, name: str, work: Work) -> None:
        self._tasks.append(asyncio.create_task(_kept_up(work), name=name))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _kept_up(work: Work) -> None:
    while True:
        try:
            return await work()
        except Exception as failure:  # noqa: BLE001 - the edge of a background task, which must go on
            log.failure("background.failed", failure)
            await asyncio.sleep(RESTART_PAUSE_S)
