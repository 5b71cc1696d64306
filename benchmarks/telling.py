"""Whether events reach the right phone, and how soon, with many wallets and two processes of the wallet API.

Every phone signs up with a passkey and has a tenant of its own at the agent. Some of them listen, half at each process;
each of these takes an offer up by its link, through one process or the other, and waits for the word of it. The agent
tells of the offers to one process or the other, in turn.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import psycopg

from agent.protocol import AgentRole
from benchmarks.listener import Listener
from benchmarks.told import Deliveries, Written, judge
from benchmarks.turns import OfferTold
from benchmarks.two_wallet_services import TwoWalletServices, two_wallet_services
from salus.journey import vaccination
from salus.parties import Clerk, Phone
from wallet_api.domain.stream import stream_of

SIGN_UPS_AT_ONCE = 6
GROUPS = {"the process told": True, "the other process": False}
STRAGGLERS_S = 3.0
"""How long is waited for what comes late, twice or astray."""


@dataclass(frozen=True)
class Group:
    """The phones that listen at the process that was told of their offer, or those that listen at the other one."""

    at: str
    phones: int
    act_s: Sequence[float]
    """From the phone's scan to the word of the offer, of each phone; the connection of the two agents is in it."""
    told_s: Sequence[float]
    """From the agent's webhook to the word of the offer, of each phone."""
    deliveries: Deliveries


@dataclass(frozen=True)
class Telling:
    wallets: int
    signed_up_s: float
    """How long it took to make all wallets."""
    at_once: int
    groups: Sequence[Group]


async def tell_phones(wallets: int, listening: int, at_once: int) -> Telling:
    async with two_wallet_services(print) as services, AsyncExitStack() as undo:
        began = time.perf_counter()
        listeners = await _sign_up(services, wallets, listening)
        signed_up_s = time.perf_counter() - began
        for listener in listeners:
            undo.push_async_callback(listener.phone.aclose)
        async with asyncio.TaskGroup() as tasks:
            streams = [tasks.create_task(listener.run()) for listener in listeners]
            await asyncio.gather(*(listener.until_open() for listener in listeners))
            since = _latest_id(services.database_url)
            await _act(services, listeners, at_once)
            await asyncio.sleep(STRAGGLERS_S)
            for stream in streams:
                stream.cancel()
        written, offers = _written(services.database_url, since), _offers_told(services)
    groups = [_group(name, is_told, listeners, written, offers) for name, is_told in GROUPS.items()]
    return Telling(wallets, signed_up_s, at_once, groups)


async def _sign_up(services: TwoWalletServices, wallets: int, listening: int) -> list[Listener]:
    """Half at each process. Who is to listen signs up last, so that its session is young."""
    numbers, listeners = iter(range(wallets)), list[Listener]()

    async def some() -> None:
        for number in numbers:
            phone = Phone(services.urls[number % 2])
            await phone.sign_up("bench")
            if number >= wallets - listening:
                listeners.append(Listener(phone, number % 2))
            else:
                await phone.aclose()

    await asyncio.gather(*(some() for _ in range(SIGN_UPS_AT_ONCE)))
    return listeners


async def _act(services: TwoWalletServices, listeners: Sequence[Listener], at_once: int) -> None:
    """Each listener takes one offer up, so many at once; every second pair through the other process than its own."""
    turns = iter(enumerate(listeners))
    clerk = Clerk(services.stack.url(AgentRole.ISSUER), services.stack.api_key(AgentRole.ISSUER))

    async def some() -> None:
        for number, listener in turns:
            offer = await clerk.offer("vaccination", vaccination())
            through = listener.at ^ (number // 2 % 2)
            await listener.act(services.urls[through], offer["url"])

    try:
        await asyncio.gather(*(some() for _ in range(at_once)))
    finally:
        await clerk.aclose()


def _group(
    name: str,
    is_told: bool,
    listeners: Sequence[Listener],
    written: Mapping[int, Written],
    offers: Mapping[str, OfferTold],
) -> Group:
    mine = [each for each in listeners if (offers[each.phone.wallet_id].process == each.at) is is_told]
    heard = {stream_of(each.phone.wallet_id): each.heard for each in mine}
    told_s = [(each.told_at - offers[each.phone.wallet_id].at).total_seconds() for each in mine]
    return Group(name, len(mine), [each.act_s for each in mine], told_s, judge(written, heard))


def _offers_told(services: TwoWalletServices) -> dict[str, OfferTold]:
    """By wallet."""
    with psycopg.connect(services.database_url) as connection:
        wallets = connection.execute("SELECT id, tenant_id FROM wallets").fetchall()
    told = services.turns.offers
    return {wallet_id: told[tenant_id] for wallet_id, tenant_id in wallets if tenant_id in told}


def _latest_id(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()
    return int(found[0]) if found else 0


def _written(database_url: str, since: int) -> dict[int, Written]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT id, stream, created_at FROM outbox WHERE id > %s", (since,)).fetchall()
    return {event_id: Written(stream, at) for event_id, stream, at in rows}
