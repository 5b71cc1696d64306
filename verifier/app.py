"""The verifier as an app: its routes over the parts, and what runs beside them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import yaml
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
from agent.service.database import Transaction
from agent.service.idempotent_posts import IdempotentPosts
from agent.service.link_page import LinkPage
from agent.service.link_routes import link_router
from agent.service.links import LINK_PATHS
from agent.webhooks.routes.webhooks import webhook_routes
from verifier.console.console import Desks, console_routes
from verifier.domain.scope import Scope
from verifier.parts import Parts
from verifier.routes.answers import answer_routes
from verifier.routes.identity import identity_routes
from verifier.routes.receipts import KEYS_PATH, receipt_routes
from verifier.routes.request_templates import request_template_routes
from verifier.routes.saved_templates import saved_template_routes
from verifier.routes.trust_registry import trust_registry_routes
from verifier.routes.verifications import VerificationDesk, verification_routes
from verifier.routes.webhooks import webhook_routes as agent_webhook_routes
from verifier.services.link_status import purpose_of, status_of
from verifier.services.webhook_hints import WebhookHints
from verifier.services.webhook_messages import WebhookEvent
from verifier.settings import Settings
from verifier.store.verification_list import VerificationList

EXAMPLES = Path(__file__).parent / "routes" / "examples.yaml"


def create_service(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The verifier's app. Raises TemplateRefused."""
    built = parts or Parts(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _running(built):
            yield

    app = create_app(
        title="Verifier",
        settings=settings,
        lifespan=lifespan,
        metrics=built.metrics,
        readiness={"database": built.database.is_ready, "agent": built.agent.is_ready},
        public_paths=(*LINK_PATHS, *PUBLIC_PATHS, KEYS_PATH),
        routers=_routers(built),
        examples=lambda: yaml.safe_load(EXAMPLES.read_text()),
    )
    app.user_middleware += [_idempotent_posts(built)]  # innermost
    return app


def _idempotent_posts(parts: Parts) -> Middleware:
    """Of verifications only: an answer is kept with its key, and that to a dry run has values of its sample cards."""
    caller_of = parts.access.machine_doors.caller_of
    return Middleware(IdempotentPosts, keys=parts.idempotency, caller_of=caller_of, below="/v1/verifications")


def _routers(parts: Parts) -> list[APIRouter]:
    settings = parts.settings
    doors = parts.access.machine_doors
    desk = VerificationDesk(
        parts.asking,
        parts.store,
        parts.links,
        parts.outbox,
        parts.screen,
        VerificationList(parts.database),
        parts.audited,
    )
    hints = WebhookHints(parts.store, parts.reconciler.hint)
    pages = Desks(
        desk,
        parts.templates,
        parts.template_keeping,
        parts.registry,
        parts.signed_registry,
        parts.consents,
        parts.emergencies,
    )
    page = LinkPage(settings.label, "Show something of a health credential, if you agree.", settings.wallet_url)
    return [
        identity_routes(doors.needing(Scope.REGISTRY_READ), parts.agent),
        request_template_routes(doors.needing(Scope.TEMPLATES_READ), parts.templates, parts.clock),
        *saved_template_routes(doors, parts.template_keeping),
        *trust_registry_routes(doors, parts.registry, parts.signed_registry),
        *verification_routes(doors, desk),
        *answer_routes(doors, desk, parts.answers),
        *receipt_routes(doors.needing(Scope.VERIFICATIONS_READ), parts.receipts),
        webhook_routes(doors.needing(Scope.WEBHOOKS_WRITE), parts.webhooks.subscriptions, WebhookEvent),
        api_key_routes(doors.needing(Scope.ADMIN), parts.access.api_keys),
        audit_routes(doors.needing(Scope.AUDIT_READ), parts.audit, reads_noted(parts.audit.log)),
        act_routes(doors.needing(Scope.ADMIN), parts.access.act_store),
        *console_routes(settings, parts.access, pages),
        agent_webhook_routes(WebhookKeyGuard(settings.webhook_key), parse_webhook, hints),
        link_router(
            parts.database,
            parts.links,
            status_of=partial(status_of, parts.store),
            on_fetched=_not_noted,
            page=page,
            purpose_of=partial(purpose_of, parts.store),
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
        if parts.consents is not None:
            undo.push_async_callback(parts.consents.service.aclose)
        undo.push_async_callback(parts.audit.close)
        await parts.database.upgrade()
        await parts.audit.open()
        await parts.access.first_admin.make()
        undo.push_async_callback(parts.outbox.stop)
        await parts.outbox.start()
        undo.push_async_callback(parts.reconciler.stop)
        await parts.reconciler.start()
        async with beside(parts.announcer.run, parts.retention.run, parts.webhooks.run, *parts.audit.works()):
            yield
