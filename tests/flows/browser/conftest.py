"""A real Chromium, the Debian one: at a desk's and at a phone's size, and axe-core to look at its pages."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright

EXECUTABLE = os.environ.get("SALUS_CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if EXECUTABLE is None:
        pytest.skip("Chromium is missing: apt-get install chromium, or name it in SALUS_CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
async def screen(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile of each size."""
    context = await chromium.new_context(viewport=request.param, has_touch=request.param is PHONE)
    yield context
    await context.close()
