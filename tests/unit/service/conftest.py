"""An app on create_app without a database."""

import asyncio
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.errors import AgentUnavailable, Conflict
from agent.service.app import create_app
from agent.service.auth import ApiKeyGuard, WebhookKeyGuard, closed_router, public_router
from agent.service.settings import ServiceSettings

KEY = "the-key-of-the-service"
HOOK = "the-key-of-the-webhooks"
MARK = "marked-value"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=5)]
    count: int = 0


def trial_settings() -> ServiceSettings:
    return ServiceSettings.model_validate(
        {
            "port": 0,
            "public_url": "https://trial.example",
            "database_url": "sqlite:///unused",
            "agent_admin_url": "http://127.0.0.1:1",
            "agent_admin_key": "x" * 16,
            "webhook_key": HOOK,
            "api_key": KEY,
        }
    )


def trial_app(**options: object) -> FastAPI:
    settings = trial_settings()
    closed, public = closed_router(ApiKeyGuard(settings.api_key), prefix="/things"), public_router()
    hooks = closed_router(WebhookKeyGuard(settings.webhook_key))

    @closed.post("/{thing_id}")
    async def change(thing_id: str, body: Body, limit: int = 1) -> Body:
        return body

    @closed.post("/{thing_id}/raw")
    async def raw(thing_id: str, request: Request) -> int:
        return len(await request.body())

    @closed.get("/{thing_id}/conflict")
    async def conflict(thing_id: str) -> None:
        raise Conflict("The thing is gone.")

    @closed.get("/{thing_id}/unavailable")
    async def unavailable(thing_id: str) -> None:
        raise AgentUnavailable("No answer.") from ValueError(MARK)

    @closed.get("/{thing_id}/broken")
    async def broken(thing_id: str) -> None:
        raise RuntimeError(MARK)

    @public.get("/open/{token}")
    async def open_(token: str) -> Response:
        await asyncio.sleep(0)
        return Response("open")

    @hooks.post("/hooks")
    async def hook() -> None: ...

    return create_app(
        title="Trial",
        settings=settings,
        routers=[closed, public, hooks],
        public_paths=["/open/{token}"],
        **options,
    )


def client_of(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://trial", headers=headers)


@pytest.fixture
def app() -> FastAPI:
    return trial_app()


@pytest.fixture
def stranger(app: FastAPI) -> httpx.AsyncClient:
    return client_of(app)


@pytest.fixture
def client(app: FastAPI) -> httpx.AsyncClient:
    return client_of(app, Authorization=f"Bearer {KEY}")
