"""Puts the verifier together: the only place that builds its adapters, and that knows which agent and ledger it has."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from agent.acapy.client import AcaPyClient
from agent.acapy.verifier import AcaPyVerifier
from agent.acapy.webhooks import parse_webhook
from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, WebhookKeyGuard
from agent.service.background import beside
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.hints import Reconciler
from agent.service.link_page import LinkPage
from agent.service.link_routes import link_router
from agent.service.links import LINK_PATHS, Links
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from verifier import tables
from verifier.ledger_reads import LedgerReads
from verifier.registry_store import RegistryStore
from verifier.routes.identity import identity_routes
from verifier.routes.request_templates import request_template_routes
from verifier.routes.trust_registry import trust_registry_routes
from verifier.routes.verifications import VerificationDesk, verification_routes
from verifier.routes.webhooks import webhook_routes
from verifier.services.asking import Asking
from verifier.services.following import Following
from verifier.services.identity import Announcer
from verifier.services.journal import Journal
from verifier.services.judging import Judging
from verifier.services.link_status import status_of
from verifier.services.retention import Retention
from verifier.services.screen import Screen
from verifier.services.signed_registry import SignedRegistry
from verifier.services.templates import Templates
from verifier.services.webhook_hints import WebhookHints
from verifier.settings import Settings
from verifier.signed_file import SignedFile
from verifier.store import VerificationStore
from verifier.template_files import TemplateDirectory
from verifier.template_store import TemplateStore
from verifier.trust_file import TrustFile

MIGRATIONS = Path(__file__).parent / "migrations"


class Parts:
    """The verifier's adapters and services; making them does no I/O but the reading of the request templates."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.metrics = Metrics()
        self.database = Database(settings.database_url.get_secret_value(), MIGRATIONS, tables.metadata)
        directory = TemplateDirectory(settings.request_templates)
        self.templates = Templates(directory, TemplateStore(self.database), clock)
        self.outbox = Outbox(self.database, tables.outbox, metrics=self.metrics, clock=clock)
        self.links = Links(self.database, tables.links, settings.public_url, clock=clock)
        self.client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
        self.agent = AcaPyVerifier(self.client)
        self.ledger = LedgerReads(settings.ledger_genesis, settings.genesis_cache)
        self.store = VerificationStore(self.database)
        self.screen = Screen(settings.screen_lifetime_s)
        self.journal = Journal(self.database, self.store, self.outbox, self.links, self.screen, clock=clock)
        self.signed_registry = self._signed_registry()
        registry = (self.signed_registry or TrustFile(settings.trust_registry)).current
        self.registry = registry
        self.asking = Asking(self.agent, self.journal, self.templates, registry, settings.label)
        judging = Judging(self.agent, self.journal, self.ledger, registry)
        self.following = Following(self.agent, self.store, self.journal, judging)
        self.reconciler = Reconciler(
            self.following.refresh, self.store.open_ids, settings.reconcile_interval_s, metrics=self.metrics
        )
        self.announcer = Announcer(self.agent, self.ledger.is_registered)
        self.retention = Retention(self.outbox, self.links, self.screen, clock=clock)

    def _signed_registry(self) -> SignedRegistry | None:
        if self.settings.trust_registry_jwk is None:
            return None
        key = json.loads(self.settings.trust_registry_jwk)
        file = SignedFile(self.settings.trust_registry, key)
        return SignedRegistry(file, RegistryStore(self.database), key, self.clock)


def create_service(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The verifier's app. Raises TemplateRefused."""
    built = parts or Parts(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _running(built):
            yield

    return create_app(
        title="Verifier",
        settings=settings,
        lifespan=lifespan,
        metrics=built.metrics,
        readiness={"database": built.database.is_ready, "agent": built.agent.is_ready},
        public_paths=LINK_PATHS,
        routers=_routers(built),
    )


def _routers(parts: Parts) -> list[APIRouter]:
    settings = parts.settings
    guard = ApiKeyGuard(settings.api_key)
    desk = VerificationDesk(parts.asking, parts.store, parts.links, parts.outbox, parts.screen)
    hints = WebhookHints(parts.store, parts.reconciler.hint)
    page = LinkPage(settings.label, "Show something of a health credential, if you agree.")
    return [
        identity_routes(guard, parts.agent),
        request_template_routes(guard, parts.templates, parts.clock),
        trust_registry_routes(guard, parts.registry, parts.signed_registry),
        verification_routes(guard, desk),
        webhook_routes(WebhookKeyGuard(settings.webhook_key), parse_webhook, hints),
        link_router(
            parts.database, parts.links, status_of=partial(status_of, parts.store), on_fetched=_not_noted, page=page
        ),
    ]


async def _not_noted(_: Transaction, __: str) -> None:
    """That a link was fetched says little; `scanned` is when a wallet begins a handshake."""


@asynccontextmanager
async def _running(parts: Parts) -> AsyncIterator[None]:
    async with AsyncExitStack() as undo:
        undo.push_async_callback(parts.database.close)
        undo.push_async_callback(parts.client.aclose)
        undo.callback(parts.ledger.close)
        await parts.database.upgrade()
        undo.push_async_callback(parts.outbox.stop)
        await parts.outbox.start()
        undo.push_async_callback(parts.reconciler.stop)
        await parts.reconciler.start()
        async with beside(parts.announcer.run, parts.retention.run):
            yield
