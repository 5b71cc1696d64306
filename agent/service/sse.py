"""A stream of outbox events to a browser: Server-Sent Events (HTML Standard, section 9.2).

Decides: `Last-Event-ID` says where to go on; a comment every 15 s keeps proxies from closing; the stream ends when
the client goes, when the server begins to stop (app.state.closing) and when the outbox stops. Browsers then reconnect
by themselves.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from agent.service.closing import Closing
from agent.service.outbox import Event, Outbox

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events as they come; the schema is that of each.",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "required": ["id", "event", "data"],
                    "properties": {
                        "id": {"type": "string", "description": "For Last-Event-ID."},
                        "event": {"type": "string", "description": "What changed."},
                        "data": {
                            "type": "string",
                            "description": "Ids and states.",
                            "contentMediaType": "application/json",
                            "contentSchema": {
                                "type": "object",
                                "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
                            },
                        },
                    },
                }
            }
        },
    }
}
"""What a route says of its stream. Before OpenAPI 3.2 the schema of a stream describes each of its items."""
KEEP_ALIVE_S = 15.0
RETRY_MS = 2000
_ID = re.compile(r"[0-9]{1,18}")


def event_stream(request: Request, outbox: Outbox, stream: str, *, after_id: int = 0) -> "EventStream":
    """A route's response: the stream's events after `Last-Event-ID`, or `after_id` if the client has seen none."""
    events = outbox.subscribe(stream, last_event_id(request, after_id))
    return EventStream(events, request.app.state.closing)


def last_event_id(request: Request, otherwise: int) -> int:
    given = request.headers.get("last-event-id", "")
    return int(given) if _ID.fullmatch(given) else otherwise


class EventStream(Response):
    """Sends events as they come."""

    media_type = "text/event-stream"

    def __init__(
        self,
        events: AsyncIterator[Event],
        closing: Closing,
        *,
        keep_alive_s: float = KEEP_ALIVE_S,
        status_code: int = 200,  # where FastAPI looks for what the interface description says
    ) -> None:
        super().__init__(status_code=status_code, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._closing = closing
        self._keep_alive_s = keep_alive_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await _send_text(send, f"retry: {RETRY_MS}\n\n")
        ends = [self._pump(send), _disconnected(receive), self._closing.wait()]
        tasks = [asyncio.create_task(each) for each in ends]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel(tasks)
            if isinstance(self._events, AsyncGenerator):
                await self._events.aclose()
        for task in done:
            task.result()  # a failure of the pump is a failure of the request
        with suppress(OSError):  # the client may be gone
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pump(self, send: Send) -> None:
        following = asyncio.ensure_future(anext(self._events, None))
        try:
            while True:
                await asyncio.wait({following}, timeout=self._keep_alive_s)
                if not following.done():
                    await _send_text(send, ": still here\n\n")
                    continue
                event = following.result()
                if event is None:
                    return
                await _send_text(send, encode(event))
                following = asyncio.ensure_future(anext(self._events, None))
        finally:
            await _cancel([following])


def encode(event: Event) -> str:
    """The event's lines on the wire; JSON holds no bare line break."""
    return f"id: {event.id}\nevent: {event.type}\ndata: {json.dumps(dict(event.data))}\n\n"


async def _send_text(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel(tasks: Sequence[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
