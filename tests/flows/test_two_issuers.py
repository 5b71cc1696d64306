"""Two processes of the issuer on one PostgreSQL database and one agent: no two credentials share a revocation index."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from agent.process import HOST, draw_port
from agent.protocol import AgentRole
from salus.journey import vaccination
from salus.parties import Clerk, Json, Phone
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.postgres import running_cluster
from tests.sizes import sized

pytestmark = pytest.mark.asyncio

OFFERS = sized(10, 200)
PATIENCE_S = 240
WALLETS = sized(5, 50)


@asynccontextmanager
async def issuer_process(world: World, database_url: str, directory: Path) -> AsyncIterator[Clerk]:
    """A further issuer service at the world's issuer agent, told by it of everything, with a database of its own."""
    port, service = draw_port(), world.stack.layout.service(AgentRole.ISSUER)
    own = {"PORT": str(port), "PUBLIC_URL": f"http://{HOST}:{port}", "DATABASE_URL": database_url}
    environment = {**service.environment, **{f"SALUS_ISSUER_{name}": value for name, value in own.items()}}
    process = replace(service, port=port, directory=directory, environment=environment)
    async with httpx.AsyncClient(timeout=5) as http:
        child = process.supervised(http)
        await child.start()
        targets = world.gates[AgentRole.ISSUER].targets
        targets.append(process.url)
        clerk = Clerk(process.url, world.stack.api_key(AgentRole.ISSUER))
        try:
            yield clerk
        finally:
            targets.remove(process.url)
            await clerk.aclose()
            await child.stop()


@pytest_asyncio.fixture
async def clerks(world: World, tmp_path: Path) -> AsyncIterator[tuple[Clerk, Clerk]]:
    with running_cluster() as cluster, cluster.database() as database_url:
        async with AsyncExitStack() as stack:
            one, other = [
                await stack.enter_async_context(issuer_process(world, database_url, tmp_path / name))
                for name in ("one", "other")
            ]
            for clerk in (one, other):
                await eventually(lambda clerk=clerk: ready(clerk), 60)
            yield one, other


async def ready(clerk: Clerk) -> bool | None:
    types = (await clerk.get("/v1/credential-types"))["credential_types"]
    return any(each["name"] == "vaccination" and each["state"] == "ready" for each in types) or None


async def take_up(clerk: Clerk, phone: Phone, offers: list[Json]) -> list[Json]:
    """One after the other; answers them once they are stored, however many others are being issued."""
    stored: list[Json] = []
    for offer in offers:
        scan = await phone.follow(offer["url"])
        await phone.repeat(f"{phone.wallet}/offers/{scan['offer_id']}/accept")
        stored.append(await eventually(lambda offer=offer: in_state(clerk, offer, "stored"), PATIENCE_S))
    return stored


async def in_state(clerk: Clerk, offer: Json, state: str) -> Json | None:
    found = await clerk.get(f"/v1/offers/{offer['offer_id']}")
    return found if found["state"] == state else None


async def test_offers_of_two_processes_taken_up_at_once_get_an_index_each(
    world: World, clerks: tuple[Clerk, Clerk]
) -> None:
    offers = [await clerks[number % 2].offer("vaccination", vaccination()) for number in range(OFFERS)]
    phones = [await world.phone(f"patient {number}") for number in range(WALLETS)]
    taken = await asyncio.gather(
        *(take_up(clerks[number % 2], phone, offers[number::WALLETS]) for number, phone in enumerate(phones))
    )
    stored = [offer for of_phone in taken for offer in of_phone]
    assert len({(offer["rev_reg_id"], offer["cred_rev_id"]) for offer in stored}) == OFFERS
    held = [card for phone in phones for card in await phone.credentials()]
    assert len(held) == OFFERS

    orders = await asyncio.gather(
        *(clerk.post("/v1/revocations", {"offer_ids": [each["offer_id"] for each in stored]}) for clerk in clerks)
    )
    for clerk, order in zip(clerks, orders, strict=True):
        await eventually(lambda clerk=clerk, order=order: all_revoked(clerk, order["revocation_id"]), 60)
    for phone in phones:
        await phone.aclose()


async def all_revoked(clerk: Clerk, revocation_id: str) -> bool | None:
    found = await clerk.get(f"/v1/revocations/{revocation_id}")
    return (found["done"] and found["revoked"] == OFFERS) or None
