"""A service as small as one can be, assembled as agent/service/README.md says."""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import SettingsConfigDict

from agent.errors import Conflict, NotFound
from agent.ports import Invitation
from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, Guard, WebhookKeyGuard, closed_router
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.hints import Reconciler
from agent.service.link_page import LinkPage
from agent.service.link_routes import link_router
from agent.service.links import LINK_PATHS, Links, LinkStatus, ShortLink
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from agent.service.settings import ServiceSettings
from agent.service.sse import EventStream, event_stream
from tests.contract.service.example import tables
from tests.contract.service.example.tables import Offer, OfferStore

FINAL = (LinkStatus.DONE, LinkStatus.DECLINED, LinkStatus.FAILED, LinkStatus.EXPIRED)


class ExampleSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SALUS_EXAMPLE_")
    port: int = 0


class NewOffer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=20)]
    count: int = 1


class OfferBody(BaseModel):
    offer_id: str
    link: str


class Webhook(BaseModel):
    record_id: str


class Offers:
    """The example's business: an offer whose true state is a dictionary, in place of an agent."""

    def __init__(self, database: Database, outbox: Outbox, links: Links, lifetime_s: int, clock: Clock) -> None:
        self.agent: dict[str, LinkStatus] = {}
        self.store = OfferStore(database)
        self._database = database
        self._outbox = outbox
        self._links = links
        self._lifetime = timedelta(seconds=lifetime_s)
        self._clock = clock

    async def create(self, name: str) -> tuple[Offer, ShortLink]:
        offer = Offer(str(uuid.uuid4()), LinkStatus.WAITING, self._clock())
        invitation = Invitation({"@type": "https://didcomm.org/out-of-band/1.1/invitation", "label": name})
        self.agent[offer.id] = LinkStatus.WAITING
        async with self._database.transaction() as transaction:
            await self.store.add(transaction, offer)
            link = await self._links.create(transaction, offer.id, invitation, offer.created_at + self._lifetime)
            self._tell(transaction, offer.id, offer.state)
        return offer, link

    async def refresh(self, offer_id: str) -> None:
        offer = await self.store.find(offer_id)
        state = self.agent.get(offer_id)
        if offer is None or state is None or state is offer.state:
            return
        async with self._database.transaction() as transaction:
            await self.store.set_state(transaction, offer_id, state)
            self._tell(transaction, offer_id, state)
            if state in FINAL:
                await self._links.forget(transaction, offer_id)

    async def status_of(self, offer_id: str) -> LinkStatus:
        offer = await self.store.find(offer_id)
        if offer is None:
            raise NotFound("There is no such offer.")
        return offer.state

    async def on_fetched(self, transaction: Transaction, offer_id: str) -> None:
        self._outbox.append(transaction, f"offer:{offer_id}", "fetched", {"offer_id": offer_id})

    def _tell(self, transaction: Transaction, offer_id: str, state: LinkStatus) -> None:
        self._outbox.append(transaction, f"offer:{offer_id}", "state", {"offer_id": offer_id, "state": state.value})


def offer_routes(guard: Guard, offers: Offers, outbox: Outbox) -> APIRouter:
    router = closed_router(guard, prefix="/offers", tags=["offers"])

    @router.post("", status_code=201)
    async def create(body: NewOffer) -> OfferBody:
        offer, link = await offers.create(body.name)
        return OfferBody(offer_id=offer.id, link=link.url)

    @router.get("/{offer_id}")
    async def show(offer_id: str) -> dict[str, str]:
        return {"state": await offers.status_of(offer_id)}

    @router.get("/{offer_id}/events", response_class=EventStream)
    async def events(offer_id: str, request: Request) -> EventStream:
        return event_stream(request, outbox, f"offer:{offer_id}")

    @router.post("/{offer_id}/refuse")
    async def refuse(offer_id: str) -> None:
        raise Conflict("The offer is not in a state to be refused.")

    @router.post("/{offer_id}/break")
    async def breaks(offer_id: str, secret: str = "") -> None:
        raise RuntimeError(f"marked-value {secret}")

    return router


def webhook_routes(guard: Guard, reconciler: Reconciler) -> APIRouter:
    router = closed_router(guard, tags=["webhooks"])

    @router.post("/webhooks/topic/{topic}/", status_code=204)
    async def webhook(topic: str, body: Webhook) -> None:
        reconciler.hint(body.record_id)

    return router


def create_example(settings: ExampleSettings, *, clock: Clock = utc_now) -> FastAPI:
    metrics = Metrics()
    database = Database(settings.database_url.get_secret_value(), tables.MIGRATIONS, tables.metadata)
    outbox = Outbox(database, tables.outbox, metrics=metrics, clock=clock)
    links = Links(database, tables.links, settings.public_url, clock=clock)
    offers = Offers(database, outbox, links, settings.link_lifetime_s, clock)
    reconciler = Reconciler(offers.refresh, offers.store.open_ids, settings.reconcile_interval_s, metrics=metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            await database.upgrade()
            stack.push_async_callback(outbox.stop)
            await outbox.start()
            stack.push_async_callback(reconciler.stop)
            await reconciler.start()
            app.state.offers = offers
            yield

    page = LinkPage("Example Clinic", "A certificate is waiting for you.", wallet_url="https://wallet.example/app")
    return create_app(
        title="Example",
        settings=settings,
        lifespan=lifespan,
        metrics=metrics,
        public_paths=LINK_PATHS,
        readiness={"database": database.is_ready},
        routers=[
            offer_routes(ApiKeyGuard(settings.api_key), offers, outbox),
            webhook_routes(WebhookKeyGuard(settings.webhook_key), reconciler),
            link_router(database, links, status_of=offers.status_of, on_fetched=offers.on_fetched, page=page),
        ],
    )
