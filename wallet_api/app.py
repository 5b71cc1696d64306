"""The wallet API service: the one place that builds its adapters."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import yaml
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from agent.acapy.client import AcaPyClient
from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.webhooks import parse_webhook
from agent.audit.routes.audit import tree_routes
from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, WebhookKeyGuard
from agent.service.background import beside
from agent.service.clock import Clock, utc_now
from agent.service.idempotent_posts import IdempotentPosts
from agent.service.metrics import Metrics
from agent.service.path_body_limits import PathBodyLimit
from agent.service.web_client import HttpxWeb
from wallet_api.domain.record import MAX_CONTENT_BYTES
from wallet_api.parts import Parts
from wallet_api.routes.account import AccountParts, account_routes
from wallet_api.routes.asker_guard import AskerGuard
from wallet_api.routes.card_types import CARD_TYPES_PATH, card_type_routes
from wallet_api.routes.consent_rules import consent_rule_routes
from wallet_api.routes.consents import ConsentDesk, consent_routes
from wallet_api.routes.cookies import Cookies
from wallet_api.routes.credentials import credential_routes
from wallet_api.routes.disclosures import disclosure_routes
from wallet_api.routes.emergency_card import emergency_card_routes
from wallet_api.routes.endings import CERTIFICATE_PATH, REPORT_PATH, ending_routes
from wallet_api.routes.events import event_routes
from wallet_api.routes.exports import export_routes
from wallet_api.routes.guards import Doors, Guards
from wallet_api.routes.kept_disclosures import kept_routes
from wallet_api.routes.offers import offer_routes
from wallet_api.routes.push import push_routes
from wallet_api.routes.records import CONTENT_PATH, record_routes
from wallet_api.routes.requests import request_routes
from wallet_api.routes.scans import scan_routes
from wallet_api.routes.shared import RECEIPT_KEYS_PATH, receipt_key_routes, shared_routes
from wallet_api.routes.shared_deposits import DEPOSIT_PATH, deposit_routes
from wallet_api.routes.shared_emergencies import shared_emergency_routes
from wallet_api.routes.sign_in import SIGN_IN_PATHS, sign_in_routes
from wallet_api.routes.wallets import wallet_routes
from wallet_api.routes.web_app import WEB_APP_PATHS, read_app, web_app_routes
from wallet_api.routes.webhooks import webhook_routes
from wallet_api.routes.what_happened import what_happened_routes
from wallet_api.services.rounds import Kind
from wallet_api.settings import Settings

EXAMPLES = Path(__file__).parent / "routes" / "examples.yaml"


def create_service(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
    metrics = Metrics()
    host = AcaPyWalletHost(client)
    parts = Parts(settings, host, HttpxWeb(), metrics, clock=clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(client.aclose)
            stack.push_async_callback(parts.database.close)
            stack.callback(parts.late_ledger.close)
            stack.push_async_callback(parts.audit.close)
            await parts.database.upgrade()
            await parts.audit.open()
            parts.blobs.prepare()
            await parts.wallets.reseal()
            for part in (parts.outbox, parts.reconciler):
                stack.push_async_callback(part.stop)
                await part.start()
            async with beside(parts.housekeeping.run, parts.pushing.run, *parts.audit.works()):
                yield

    cookies = Cookies(is_https=settings.public_url.startswith("https:"))
    guards = Guards(Doors(parts.devices.session, parts.wallets.opening, parts.wallets.refuse, cookies, clock))
    app = create_app(
        title="Salus wallet API",
        settings=settings,
        lifespan=lifespan,
        metrics=metrics,
        readiness={"database": parts.database.is_ready, "agent": host.is_ready},
        examples=lambda: yaml.safe_load(EXAMPLES.read_text()),
        public_paths=(
            *SIGN_IN_PATHS,
            CARD_TYPES_PATH,
            REPORT_PATH,
            CERTIFICATE_PATH,
            RECEIPT_KEYS_PATH,
            *WEB_APP_PATHS,
        ),
        body_limit_bytes=MAX_CONTENT_BYTES,
        routers=[
            web_app_routes(read_app()),
            card_type_routes(parts.card_types),
            *sign_in_routes(parts.accounts, parts.devices, cookies, settings.public_calls_per_minute),
            *account_routes(
                guards,
                AccountParts(parts.accounts, parts.devices, parts.wallets, cookies, settings.public_url),
            ),
            *ending_routes(guards, parts.endings, cookies, settings.public_calls_per_minute),
            push_routes(guards, parts.pushing),
            export_routes(guards, parts.exports, clock),
            *wallet_routes(guards, parts.wallets, parts.hint(Kind.WALLET)),
            scan_routes(guards, parts.scans),
            offer_routes(guards, parts.offers),
            credential_routes(guards, parts.cards, parts.card_deletion, parts.audited),
            disclosure_routes(guards, parts.disclosures),
            *record_routes(guards, parts.records, parts.receiving),
            request_routes(guards, parts.requests),
            *_consent_routes(settings, parts, guards, clock),
            event_routes(guards, parts.outbox),
            *what_happened_routes(guards, parts.what_happened, settings.label),
            kept_routes(ApiKeyGuard(settings.api_key), parts.kept, parts.audit.log, clock),
            tree_routes(ApiKeyGuard(settings.api_key), parts.audit),
            webhook_routes(
                WebhookKeyGuard(settings.webhook_key), parse_webhook, parts.rounds.record_of, parts.reconciler.hint
            ),
        ],
    )
    long_bodies = Middleware(PathBodyLimit, limits=dict.fromkeys((CONTENT_PATH, DEPOSIT_PATH), MAX_CONTENT_BYTES))
    app.user_middleware += [long_bodies, _idempotent_posts(parts, guards)]  # innermost
    return app


def _consent_routes(settings: Settings, parts: Parts, guards: Guards, clock: Clock) -> list[APIRouter]:
    consent = parts.consent
    guard = AskerGuard(consent.askers, settings.public_url)
    desk = ConsentDesk(
        consent.arrivals, consent.requests, consent.answers, consent.looks, parts.naming, consent.shelf.kinds, clock
    )
    per_minute = settings.asker_calls_per_minute
    return [
        *consent_routes(guards, desk),
        *consent_rule_routes(guards, desk, consent.rules),
        shared_routes(
            guard, consent.requests, consent.looks, public_url=settings.public_url, per_minute=per_minute, clock=clock
        ),
        deposit_routes(guard, consent.deposits, per_minute=per_minute),
        receipt_key_routes(settings.receipt_keys),
        *emergency_card_routes(guards, parts.emergency, parts.naming, public_url=settings.public_url, clock=clock),
        shared_emergency_routes(guard, parts.emergency.breaking, per_minute=per_minute, clock=clock),
    ]


def _idempotent_posts(parts: Parts, guards: Guards) -> Middleware:
    """Below wallets only: an answer is kept with its key, and those of sign-in hold tokens."""
    return Middleware(IdempotentPosts, keys=parts.idempotency, caller_of=guards.caller_of, below="/v1/wallets")
