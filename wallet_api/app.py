"""The wallet API service: the one place that builds its adapters."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from agent.acapy.client import AcaPyClient
from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.webhooks import parse_webhook
from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, WebhookKeyGuard
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from wallet_api.parts import Parts
from wallet_api.routes.credentials import credential_routes
from wallet_api.routes.events import event_routes
from wallet_api.routes.guard import SessionGuard
from wallet_api.routes.offers import offer_routes
from wallet_api.routes.requests import request_routes
from wallet_api.routes.scans import scan_routes
from wallet_api.routes.wallets import wallet_maker_routes, wallet_routes
from wallet_api.routes.webhooks import webhook_routes
from wallet_api.services.rounds import Kind
from wallet_api.settings import Settings


def create_service(settings: Settings) -> FastAPI:
    client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
    metrics = Metrics()
    host = AcaPyWalletHost(client)
    parts = Parts(settings, host, HttpxWeb(), metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(client.aclose)
            stack.push_async_callback(parts.database.close)
            await parts.database.upgrade()
            await parts.wallets.reseal()
            for part in (parts.outbox, parts.housekeeping, parts.reconciler):
                stack.push_async_callback(part.stop)
                await part.start()
            yield

    api_key, session = ApiKeyGuard(settings.api_key), SessionGuard(parts.sessions.wallet_of)
    return create_app(
        title="Salus wallet API",
        settings=settings,
        lifespan=lifespan,
        metrics=metrics,
        readiness={"database": parts.database.is_ready, "agent": host.is_ready},
        routers=[
            wallet_maker_routes(api_key, parts.wallets),
            wallet_routes(session, parts.wallets, parts.sessions, parts.hint(Kind.WALLET)),
            scan_routes(session, parts.scans),
            offer_routes(session, parts.offers),
            credential_routes(session, parts.cards),
            request_routes(session, parts.requests),
            event_routes(session, parts.outbox),
            webhook_routes(
                WebhookKeyGuard(settings.webhook_key), parse_webhook, parts.rounds.record_of, parts.reconciler.hint
            ),
        ],
    )
