"""A gate between an agent and its service, for webhooks: forwarded, withheld, doubled, or turned round."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent.process import HOST, draw_port


class Mode(StrEnum):
    FORWARD = "forward"
    WITHHOLD = "withhold"
    DOUBLE = "double"
    REVERSE = "reverse"
    """Held back and sent on in pairs, the later one first."""


class WebhookGate:
    def __init__(self, target: str) -> None:
        self.mode = Mode.FORWARD
        self.passed = 0
        self.seen: list[tuple[str, bytes]] = []
        """Path and body of every one that came."""
        self.port = draw_port()
        self.targets = [target]
        """Every one of them is told."""
        self._held: list[Request] = []
        self._bodies: dict[int, bytes] = {}
        self._client = httpx.AsyncClient(timeout=10)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/webhooks"

    async def receive(self, request: Request) -> Response:
        self._bodies[id(request)] = await request.body()
        self.seen.append((request.url.path, self._bodies[id(request)]))
        match self.mode:
            case Mode.FORWARD:
                await self._send(request)
            case Mode.WITHHOLD:
                pass
            case Mode.DOUBLE:
                await asyncio.gather(self._send(request), self._send(request))
            case Mode.REVERSE:
                self._held.append(request)
                if len(self._held) == 2:
                    held, self._held = self._held, []
                    for each in reversed(held):
                        await self._send(each)
        return Response(status_code=200)

    async def _send(self, request: Request) -> None:
        self.passed += 1
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        await asyncio.gather(*(self._send_to(target, request, headers) for target in self.targets))

    async def _send_to(self, target: str, request: Request, headers: dict[str, str]) -> None:
        with contextlib.suppress(httpx.TransportError):
            await self._client.post(f"{target}{request.url.path}", content=self._bodies[id(request)], headers=headers)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["WebhookGate"]:
        app = Starlette(routes=[Route("/{path:path}", self.receive, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=self.port, log_level="error", access_log=False))
        serving = asyncio.create_task(server.serve())
        try:
            yield self
        finally:
            server.should_exit = True
            await serving
            await self._client.aclose()
