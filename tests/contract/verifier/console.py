"""An administrator's browser at the verifier's console."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.contract.browser import PASSWORD, Browser
from tests.contract.verifier.conftest import Bench, served
from verifier.app import create_service
from verifier.parts import Parts

ORIGIN = "http://clinic.example"


@dataclass
class Office:
    parts: Parts
    browser: Browser
    api: httpx.AsyncClient

    async def see(self, path: str) -> httpx.Response:
        return await self.browser.see(path)

    async def send(self, path: str, fields: dict[str, Any]) -> httpx.Response:
        return await self.browser.http.post(path, data=fields, headers={"Origin": ORIGIN})


@asynccontextmanager
async def office_of(bench: Bench, tmp_path: Path, **changed: Any) -> AsyncIterator[Office]:
    """The running app, signed in as its first administrator."""
    first = tmp_path / "admin.json"
    settings = bench.settings.model_copy(update={"first_admin_file": first, **changed})
    parts = Parts(settings, bench.clock)
    app = create_service(settings, parts)
    async with (
        served(app) as api,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as http,
    ):
        browser = Browser(http, ORIGIN)
        given = json.loads(first.read_text())["password"]
        await browser.sign_in("admin", given)
        await browser.set_password(given, PASSWORD)
        yield Office(parts, browser, api)
