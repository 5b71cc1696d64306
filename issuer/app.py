"""The issuer as an app: its routes over the parts, and what runs beside them.

Start: database brought up to date, then the rounds, the publisher, the sweep and the retention in the background; the
service answers meanwhile, since the ledger may come later.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from agent.acapy.webhooks import parse_webhook
from agent.access.routes.acts import act_routes
from agent.access.routes.api_keys import api_key_routes
from agent.audit.routes.audit import audit_routes
from agent.audited_acts import reads_noted
from agent.console.navigation import PUBLIC_PATHS
from agent.service.app import create_app
from agent.service.auth import WebhookKeyGuard
from agent.service.background import beside
from agent.service.idempotent_posts import IdempotentPosts
from agent.service.link_page import LinkPage
from agent.service.link_routes import link_router
from agent.service.links import LINK_PATHS
from agent.service.path_body_limits import PathBodyLimit
from issuer.console.console import Desks, console_routes
from issuer.domain.scope import Scope
from issuer.long_bodies import LONG_BODIES
from issuer.parts import Parts
from issuer.routes.batches import BatchDesk, batch_routes
from issuer.routes.credential_types import credential_type_routes
from issuer.routes.identity import identity_routes
from issuer.routes.offer_search import offer_search_routes
from issuer.routes.offers import OfferDesk, offer_routes
from issuer.routes.registries import registry_routes
from issuer.routes.replacements import ReplacementDesk, replacement_routes
from issuer.routes.revocations import RevocationDesk, revocation_routes
from issuer.routes.tails import MAX_UPLOAD_BYTES, TAILS_PATH, TailsUploadGuard, tails_routes
from issuer.routes.webhooks import webhook_routes
from issuer.services.link_status import status_of
from issuer.services.qr_sheets import QrSheets
from issuer.services.rounds import replacement_record
from issuer.services.webhook_hints import WebhookHints
from issuer.settings import Settings


def create_service(settings: Settings) -> FastAPI:
    """The issuer's app. Raises CredentialTypeBroken."""
    parts = Parts(settings)

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
    app.user_middleware += [Middleware(PathBodyLimit, limits=LONG_BODIES), _idempotent_posts(parts)]  # innermost
    return app


def _idempotent_posts(parts: Parts) -> Middleware:
    caller_of = parts.access.machine_doors.caller_of
    return Middleware(IdempotentPosts, keys=parts.idempotency, caller_of=caller_of, below="/v1/")


def _routers(parts: Parts) -> list[APIRouter]:
    settings = parts.settings
    doors = parts.access.machine_doors
    desk = OfferDesk(
        parts.offering, parts.renewing, parts.revocation, parts.store, parts.links, parts.outbox, parts.audited
    )
    replacements = ReplacementDesk(parts.replacing, lambda old_id: parts.look_at(replacement_record(old_id)))
    revocations = RevocationDesk(parts.revoking_many, parts.recalls)
    sheets = QrSheets(parts.batches, parts.links, parts.types, parts.audited)
    batches = BatchDesk(parts.batch_intake, parts.batches, sheets, parts.outbox)
    desks = Desks(desk, replacements, revocations, batches)
    hints = WebhookHints(parts.store, parts.journal, parts.reconciler.hint)
    page = LinkPage(settings.label, "Receive a health credential in your wallet.", settings.wallet_url)
    return [
        identity_routes(doors.needing(Scope.TYPES_READ), parts.agent),
        *credential_type_routes(doors, parts.types, parts.publications, parts.publisher.publish_missing),
        *offer_routes(doors, desk),
        offer_search_routes(doors.needing(Scope.OFFERS_READ), desk),
        *batch_routes(doors, batches),
        *replacement_routes(doors, replacements),
        *revocation_routes(doors, revocations),
        registry_routes(doors.needing(Scope.TYPES_READ), parts.registries),
        api_key_routes(doors.needing(Scope.ADMIN), parts.access.api_keys),
        audit_routes(doors.needing(Scope.AUDIT_READ), parts.audit, reads_noted(parts.audit.log)),
        act_routes(doors.needing(Scope.ADMIN), parts.access.act_store),
        *console_routes(settings, parts.access, desks),
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
async def _running(parts: Parts) -> AsyncIterator[None]:
    async with AsyncExitStack() as undo:
        undo.push_async_callback(parts.database.close)
        undo.push_async_callback(parts.exclusive.close)
        undo.push_async_callback(parts.client.aclose)
        undo.push_async_callback(parts.agent.tails.aclose)
        undo.callback(parts.late_ledger.close)
        undo.push_async_callback(parts.audit.close)
        await parts.database.upgrade()
        await parts.audit.open()
        await parts.access.first_admin.make()
        await asyncio.to_thread(parts.files.prepare)
        undo.push_async_callback(parts.outbox.stop)
        await parts.outbox.start()
        undo.push_async_callback(parts.reconciler.stop)
        await parts.reconciler.start()
        works = (
            parts.publisher.run, parts.sweep.run, parts.retention.run, parts.registries.run, parts.batch_running.run,
            *parts.audit.works(),
        )  # fmt: skip
        async with beside(*works):
            yield
