"""Between the wallet's agent and the processes of the wallet API: each webhook goes to the next of them in turn.

It is noted when the agent told of an offer, and which process took it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import cycle

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent.acapy.webhooks import parse_webhook
from agent.process import HOST, draw_port
from agent.protocol import CredentialState, Topic

_HOP = ("host", "content-length")


@dataclass(frozen=True)
class OfferTold:
    at: datetime
    """When the webhook came, before a process took it."""
    process: int


class Turns:
    def __init__(self) -> None:
        self.offers: dict[str, OfferTold] = {}
        """By the agent's tenant, the first one."""
        self._port = draw_port()
        self._turn = cycle([(0, "")])
        self._client = httpx.AsyncClient(timeout=30)

    @property
    def url(self) -> str:
        """What the agent is to tell."""
        return f"http://{HOST}:{self._port}/webhooks"

    def to(self, services: Sequence[str]) -> None:
        """From now on, to these base URLs."""
        self._turn = cycle(enumerate(services))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = Starlette(routes=[Route("/webhooks/topic/{topic}/", self._pass_on, methods=["POST"])])
        config = uvicorn.Config(app, host=HOST, port=self._port, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        try:
            yield
        finally:
            server.should_exit = True
            await task
            await self._client.aclose()

    async def _pass_on(self, request: Request) -> Response:
        """What cannot be passed on is refused: the agent then tells it again."""
        came, (process, service) = datetime.now(UTC), next(self._turn)
        body, headers = await request.body(), dict(request.headers)
        told = parse_webhook(request.path_params["topic"], body, headers)
        if told and told.topic is Topic.ISSUE_CREDENTIAL and told.state == CredentialState.OFFER_RECEIVED:
            self.offers.setdefault(str(told.tenant_id), OfferTold(came, process))
        passed = {name: value for name, value in headers.items() if name not in _HOP}
        try:
            answer = await self._client.post(f"{service}{request.url.path}", content=body, headers=passed)
        except httpx.TransportError:
            return Response(status_code=HTTPStatus.BAD_GATEWAY)
        return Response(status_code=answer.status_code)
