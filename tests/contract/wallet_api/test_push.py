"""A phone whose app is not open is told that there is something new, and nothing of what it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from py_vapid import Vapid02

from agent.ports import WalletHost
from agent.service.background import beside as at_work
from agent.service.database import Database
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from salus.layout import _push_key
from tests.contract.moving_clock import MovingClock
from tests.contract.wallet_api.broken_agent import BrokenAgent
from tests.contract.wallet_api.patients import Patient, add_patient, offer, request
from tests.contract.wallet_api.push_service import PushService
from wallet_api.app import create_service
from wallet_api.domain.push import News, headers, news_of
from wallet_api.parts import Parts
from wallet_api.services.events import Events
from wallet_api.services.pushing import Pushing, Voice
from wallet_api.settings import Settings
from wallet_api.store.offers import Offer
from wallet_api.store.requests import ProofAsked

pytestmark = pytest.mark.asyncio
CONTACT = "mailto:operator@wallet.test"
AT = "/v1/account/push"


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    return Settings.model_validate(settings.model_dump() | {"push_key": _push_key(), "push_contact": CONTACT})


@pytest.fixture(scope="module")
def app(settings: Settings, database: Database) -> FastAPI:
    """Its routes alone: nothing is told but by the test."""
    return create_service(settings)


@pytest_asyncio.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService().running() as running:
        yield running


@pytest_asyncio.fixture
async def anna(database: Database, tenant_key: str) -> Patient:
    return await add_patient(database, tenant_key)


@dataclass
class Beside:
    """The app's pushing, from beside it: a test says when it looks and sends."""

    parts: Parts
    clock: MovingClock

    @property
    def pushing(self) -> Pushing:
        return self.parts.pushing

    async def happens(self, row: Offer | ProofAsked) -> None:
        async with self.parts.database.transaction() as transaction:
            events = Events(self.parts.outbox)
            if isinstance(row, Offer):
                events.offer_changed(transaction, row)
            else:
                events.request_changed(transaction, row)

    async def tell(self) -> None:
        while await self.pushing.look():
            pass
        await self.pushing.send(cast(Voice, self.pushing.voice))


@pytest_asyncio.fixture
async def beside(settings: Settings, database: Database) -> AsyncIterator[Beside]:
    clock = MovingClock()
    clock.now = datetime.now(UTC)
    made = Beside(Parts(settings, cast(WalletHost, BrokenAgent()), HttpxWeb(), Metrics(), clock=clock), clock)
    yield made
    await made.parts.audit.close()
    await made.parts.database.close()


async def test_a_phone_is_told_at_once_that_somebody_asks_and_not_who_or_what(
    client: httpx.AsyncClient, anna: Patient, service: PushService, beside: Beside
) -> None:
    shown = (await client.get(AT, headers=anna.headers)).json()
    assert shown == {"server_key": beside.pushing.server_key, "is_subscribed": False}
    subscribed = await client.post(AT, json=service.subscription(), headers=anna.headers)
    assert subscribed.status_code == 204, subscribed.text
    asked = request(anna.wallet.id)
    async with at_work(beside.pushing.run):
        await beside.happens(asked)
        came = await service.next()
    assert service.opened(came) == {"news": "request"}
    assert (came.headers["ttl"], came.headers["urgency"], came.headers["topic"]) == ("3600", "high", "salus")
    assert came.headers["content-encoding"] == "aes128gcm"
    assert Vapid02.verify(came.headers["authorization"])
    for told in (anna.wallet.id, asked.id, anna.account_id, "Clinic"):
        assert told not in repr(came.headers)
    assert (await client.get(AT, headers=anna.headers)).json()["is_subscribed"]


async def test_only_those_are_told_who_may_open_the_wallet_and_are_signed_in(
    client: httpx.AsyncClient, database: Database, anna: Patient, tenant_key: str, service: PushService, beside: Beside
) -> None:
    ben = await add_patient(database, tenant_key)
    for patient, path in ((anna, "/anna"), (ben, "/ben")):
        await client.post(AT, json=service.subscription(path), headers=patient.headers)
    await beside.happens(offer(ben.wallet.id))
    await beside.tell()
    assert (await service.next()).path == "/ben"
    await client.post("/v1/session/end", headers=ben.headers)
    await beside.happens(offer(ben.wallet.id))
    await beside.happens(offer(anna.wallet.id))
    await beside.tell()
    assert (await service.next()).path == "/anna"
    assert service.came.empty()


@pytest.mark.parametrize(("status", "stays"), [(410, False), (404, False), (500, True), (429, True)])
async def test_a_subscription_that_is_gone_is_removed_and_one_that_fails_is_tried_again(
    client: httpx.AsyncClient, anna: Patient, service: PushService, beside: Beside, status: int, stays: bool
) -> None:
    await client.post(AT, json=service.subscription(), headers=anna.headers)
    await beside.happens(offer(anna.wallet.id))
    service.status = status
    await beside.tell()
    await service.next()
    assert (await client.get(AT, headers=anna.headers)).json()["is_subscribed"] is stays
    service.status = 201
    await beside.tell()
    assert service.came.empty(), "not at once"
    beside.clock.pass_(minutes=1)
    await beside.tell()
    if stays:
        assert service.opened(await service.next()) == {"news": "offer"}
        beside.clock.pass_(hours=1)
        await beside.tell()
    assert service.came.empty()


async def test_who_was_killed_while_telling_tells_again_and_newer_news_are_not_lost(
    client: httpx.AsyncClient, anna: Patient, service: PushService, beside: Beside
) -> None:
    await client.post(AT, json=service.subscription(), headers=anna.headers)
    await beside.happens(offer(anna.wallet.id))
    await beside.pushing.look()
    now = beside.clock()
    (due,) = await beside.pushing.store.claim(now, now + timedelta(minutes=1), 10)
    await beside.tell()
    assert service.came.empty(), "another has it in hand"
    await beside.happens(request(anna.wallet.id))
    async with beside.parts.database.transaction() as transaction:
        await beside.pushing.store.told(transaction, due)
    await beside.tell()
    assert service.opened(await service.next()) == {"news": "request"}
    beside.clock.pass_(minutes=2)
    await beside.tell()
    assert service.came.empty()


async def test_nobody_can_send_the_service_into_its_own_network(
    client: httpx.AsyncClient, anna: Patient, service: PushService
) -> None:
    good = service.subscription()
    for endpoint in (
        "http://10.0.0.1/x",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://a@127.0.0.1/",
        "x",
    ):
        answer = await client.post(AT, json=good | {"endpoint": endpoint}, headers=anna.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "push-refused"), endpoint
    broken: list[dict[str, Any]] = [{"p256dh": "AAAA", "auth": good["keys"]["auth"]}, good["keys"] | {"auth": "A"}]
    for keys in broken:
        answer = await client.post(AT, json=good | {"keys": keys}, headers=anna.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "push-refused"), keys
    assert not (await client.get(AT, headers=anna.headers)).json()["is_subscribed"]


async def test_what_is_under_way_or_over_wakes_nobody() -> None:
    assert news_of("offer.changed", "stored") is news_of("request.changed", "presented") is None
    assert news_of("scan.changed", "ready") is None
    assert news_of("credential.revoked", None) is News.CARD
    assert headers(News.OFFER)["TTL"] == "86400"
