"""An event stream keeps its connection alive, ends when it should, and does not hide a failure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from fastapi import Request
from starlette.types import Message

from agent.service.closing import Closing
from agent.service.outbox import Event
from agent.service.sse import EventStream, encode, last_event_id

EVENT = Event(7, "offer:1", "state", {"offer_id": "1", "note": "a\nb"}, datetime(2025, 1, 1, tzinfo=UTC))


class Client:
    """The other end of an ASGI connection."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.gone = asyncio.Event()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.put_nowait(message)

    async def text(self) -> str:
        while (message := await asyncio.wait_for(self.sent.get(), 5))["type"] != "http.response.body":
            pass
        return str(message["body"].decode())

    def serve(self, stream: EventStream) -> "asyncio.Task[None]":
        return asyncio.create_task(stream({"type": "http"}, self.receive, self.send))


async def one_and_then_silence(closed: asyncio.Event) -> AsyncIterator[Event]:
    try:
        yield EVENT
        await asyncio.Event().wait()
    finally:
        closed.set()


@pytest.mark.asyncio
async def test_silence_is_filled_with_comments_and_loses_no_event() -> None:
    client, closed = Client(), asyncio.Event()
    serving = client.serve(EventStream(one_and_then_silence(closed), Closing(), keep_alive_s=0.001))
    received = [await client.text() for _ in range(5)]
    assert received == ["retry: 2000\n\n", encode(EVENT), *[": still here\n\n"] * 3]
    client.gone.set()
    await asyncio.wait_for(serving, 5)
    assert closed.is_set()


@pytest.mark.asyncio
@pytest.mark.parametrize("already", [True, False])
async def test_a_stream_ends_in_order_when_the_server_begins_to_stop(already: bool) -> None:
    client, closing = Client(), Closing()
    if already:
        closing.begin()
    serving = client.serve(EventStream(one_and_then_silence(asyncio.Event()), closing))
    await client.text()
    closing.begin()
    await asyncio.wait_for(serving, 5)
    messages = [client.sent.get_nowait() for _ in range(client.sent.qsize())]
    assert messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


@pytest.mark.asyncio
async def test_a_failure_of_the_events_breaks_the_connection_instead_of_ending_it_in_order() -> None:
    async def failing() -> AsyncIterator[Event]:
        yield EVENT
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        await Client().serve(EventStream(failing(), Closing()))


def test_an_event_is_three_lines_whatever_its_data() -> None:
    assert encode(EVENT) == 'id: 7\nevent: state\ndata: {"offer_id": "1", "note": "a\\nb"}\n\n'


@pytest.mark.parametrize(
    ("given", "after_id"),
    [(None, 3), ("12", 12), ("", 3), ("-1", 3), ("x", 3), ("٣", 3), ("9" * 5000, 3)],
)
def test_the_last_event_id_is_honoured_when_it_is_a_number(given: str | None, after_id: int) -> None:
    headers = [] if given is None else [(b"last-event-id", given.encode())]
    assert last_event_id(Request({"type": "http", "headers": headers}), 3) == after_id
