"""Whether events reach the right phone, and how soon, with many wallets and two processes of the wallet API.

Every phone signs up with a passkey and has a tenant of its own at the agent. Some of them listen, half at each process;
each of these takes an offer up by its link, through one process or the other, and waits for the word of it.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import psycopg

from agent.protocol import AgentRole
from benchmarks.told import Deliveries, Heard, Written, judge
from benchmarks.two_wallet_services import TwoWalletServices, two_wallet_services
from salus.journey import vaccination
from salus.parties import Clerk, Phone
from wallet_api.domain.stream import stream_of

SIGN_UPS_AT_ONCE = 6
PATIENCE_S, RETRY_S = 60.0, 0.2
STRAGGLERS_S = 3.0
"""How long is waited for what comes late, twice or astray."""


@dataclass(frozen=True)
class Group:
    """The phones that listen at one process."""

    at: str
    phones: int
    act_s: Sequence[float]
    """From the phone's scan to the word of the offer, of each phone."""
    deliveries: Deliveries


@dataclass(frozen=True)
class Telling:
    wallets: int
    signed_up_s: float
    """How long it took to make all wallets."""
    at_once: int
    groups: Sequence[Group]


class Listener:
    """A phone that holds its stream of events open."""

    def __init__(self, phone: Phone, at: int) -> None:
        self.phone = phone
        self.at = at
        """Which of the two processes."""
        self.act_s = 0.0
        """From its scan to the word of the offer."""
        self.heard: list[Heard] = []
        self._open, self._told = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; a stream that breaks is taken up where it was, as browsers do."""
        while True:
            with suppress(httpx.TransportError):  # such as a connection that was idle for too long
                await self._listen()
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        path = f"{self.phone.wallet}/events"
        headers = {"last-event-id": str(self.heard[-1].event_id)} if self.heard else None
        async with self.phone.http.stream("GET", path, headers=headers, timeout=None) as response:
            response.raise_for_status()
            self._open.set()
            event_id, kind = 0, ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                match name:
                    case "id":
                        event_id = int(value)
                    case "event":
                        kind = value
                    case "data":
                        self.heard.append(Heard(event_id, kind, datetime.now(UTC)))
                        if kind == "offer.changed":
                            self._told.set()

    async def until_open(self) -> None:
        await asyncio.wait_for(self._open.wait(), PATIENCE_S)

    async def act(self, url: str, link: str) -> None:
        """Scan through this process, and wait until the phone hears of the offer."""
        began = time.perf_counter()
        await self.phone.repeat(f"{url}{self.phone.wallet}/scans", {"text": link})
        try:
            await asyncio.wait_for(self._told.wait(), PATIENCE_S)
        except TimeoutError:
            raise SystemExit(f"A phone heard nothing of its offer for {PATIENCE_S:g} s.") from None
        self.act_s = time.perf_counter() - began


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
        written = _written(services.database_url, since)
    return Telling(wallets, signed_up_s, at_once, [_group(at, listeners, written) for at in (0, 1)])


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


def _group(at: int, listeners: Sequence[Listener], written: Mapping[int, Written]) -> Group:
    mine = [listener for listener in listeners if listener.at == at]
    heard = {stream_of(listener.phone.wallet_id): listener.heard for listener in mine}
    name = "the process told" if at == 0 else "the other process"
    return Group(name, len(mine), [listener.act_s for listener in mine], judge(written, heard))


def _latest_id(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()
    return int(found[0]) if found else 0


def _written(database_url: str, since: int) -> dict[int, Written]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT id, stream, created_at FROM outbox WHERE id > %s", (since,)).fetchall()
    return {event_id: Written(stream, at) for event_id, stream, at in rows}
