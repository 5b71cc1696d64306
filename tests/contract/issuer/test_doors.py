"""Every route of the issuer, with and without the right key."""

import re

import httpx
import pytest
from fastapi import FastAPI

from agent.service.auth import RouteEntry, routes_of
from tests.contract.issuer.conftest import client_of
from tests.contract.issuer.keys import API_KEY, TAILS_KEY, WEBHOOK_KEY

pytestmark = pytest.mark.asyncio

PUBLIC = {"/health/live", "/health/ready", "/q/{token}", "/q/{token}/status"}
WRONG_CREDENTIALS: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer wrong"},
    {"Authorization": f"Basic {API_KEY}"},
    {"Authorization": "Basic YWdlbnQ6d3Jvbmc="},
    {"x-api-key": "wrong"},
    {"Authorization": f"Bearer {TAILS_KEY}"},
    {"Authorization": f"Bearer {WEBHOOK_KEY}", "x-api-key": API_KEY},
]


def is_declared_public(entry: RouteEntry, method: str) -> bool:
    return entry.path in PUBLIC or (entry.path == "/tails/hash/{tails_hash}" and method == "GET")


def closed_calls(app: FastAPI) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"\{[^}]*\}", "x", entry.path))
        for entry in routes_of(app)
        for method in sorted(entry.methods)
        if not is_declared_public(entry, method) and not entry.path.startswith("/console")  # see test_console.py
    ]


async def test_every_route_but_the_declared_ones_has_a_guard(running: FastAPI) -> None:
    assert {(entry.path, method) for entry in routes_of(running) if not entry.guarded for method in entry.methods} == {
        ("/health/live", "GET"),
        ("/health/ready", "GET"),
        ("/q/{token}", "GET"),
        ("/q/{token}", "HEAD"),
        ("/q/{token}/status", "GET"),
        ("/q/{token}/status", "HEAD"),
        ("/tails/hash/{tails_hash}", "GET"),
        ("/console/sign-in", "GET"),
        ("/console/sign-in", "POST"),
        ("/console/static/{name}", "GET"),
    }


async def test_no_closed_route_answers_to_wrong_credentials(running: FastAPI, subtests: pytest.Subtests) -> None:
    calls = closed_calls(running)
    assert len(calls) >= 12
    for credentials in WRONG_CREDENTIALS:
        with subtests.test(credentials=credentials):
            async with client_of(running, **credentials) as client:
                for method, path in calls:
                    answer = await client.request(method, path, json={})
                    assert answer.status_code == 401, (method, path)
                    assert answer.json()["code"] == "unauthorized"


async def test_the_key_of_one_door_opens_no_other(running: FastAPI) -> None:
    async with client_of(running, **{"x-api-key": WEBHOOK_KEY}) as agent:
        assert (await agent.get("/v1/offers")).status_code == 401
        assert (await agent.put("/tails/hash/x")).status_code == 401
    async with client_of(running, Authorization=f"Bearer {API_KEY}") as clerk:
        assert (await clerk.post("/webhooks/topic/connections/", json={})).status_code == 401
        assert (await clerk.put("/tails/hash/x")).status_code == 401


async def test_health_tells_that_the_agent_is_missing(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/health/live")).status_code == 200
    ready = await stranger.get("/health/ready")
    assert (ready.status_code, ready.json()["failing"]) == (503, ["agent"])
