"""An administrator's browser at the verifier's console."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from tests.contract.browser import PASSWORD, Browser
from tests.contract.verifier.conftest import served, unopened
from verifier.parts import Parts
from verifier.settings import Settings

ORIGIN = "http://clinic.example"


@dataclass
class Office:
    parts: Parts
    app: FastAPI
    browser: Browser
    api: httpx.AsyncClient

    async def see(self, path: str) -> httpx.Response:
        return await self.browser.see(path)

    async def send(self, path: str, fields: dict[str, Any]) -> httpx.Response:
        return await self.browser.http.post(path, data=fields, headers={"Origin": ORIGIN})


@asynccontextmanager
async def browsing(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as http:
        yield Browser(http, ORIGIN)


@asynccontextmanager
async def office_of(settings: Settings, directory: Path) -> AsyncIterator[Office]:
    """The running app, signed in as its first administrator."""
    first = directory / "admin.json"
    bench = unopened(settings.model_copy(update={"first_admin_file": first}))
    async with served(bench) as service, browsing(service.app) as browser:
        given = json.loads(first.read_text())["password"]
        await browser.sign_in("admin", given)
        await browser.set_password(given, PASSWORD)
        yield Office(bench.parts, service.app, browser, service.http)
