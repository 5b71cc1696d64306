"""A real Chromium, the Debian one, and the issuer's console in it."""

import json
import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from agent.protocol import AgentRole
from tests.flows.browser.looking import DESK, PHONE, assert_fit_for_all, keep_picture
from tests.flows.world import World

EXECUTABLE = os.environ.get("SALUS_CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
PATIENCE_MS = 15_000
"""A page may be slow where everything else runs beside it."""
PASSWORD = "lantern orchard violin"


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if EXECUTABLE is None:
        pytest.skip("Chromium is missing: apt-get install chromium, or name it in SALUS_CHROMIUM")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(params=[DESK], ids=["desk"])
async def screen(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile at a desk; a test that is for a phone too asks for both."""
    context = await chromium.new_context(viewport=request.param, has_touch=request.param is PHONE)
    yield context
    await context.close()


@pytest_asyncio.fixture
async def desk(world: World, screen: BrowserContext) -> AsyncIterator[Page]:
    """The issuer's console, signed in as the first administrator."""
    page = await screen.new_page()
    await page.goto(f"{world.stack.url(AgentRole.ISSUER)}/console")
    await assert_fit_for_all(page)
    await keep_picture(page, "sign-in")
    await sign_in(page, world, AgentRole.ISSUER)
    await expect(page.get_by_role("heading", name="Offers")).to_be_visible()
    yield page


async def sign_in(page: Page, world: World, role: AgentRole) -> None:
    """As the first administrator; the page shows the sign-in form."""
    first = world.stack.layout.first_admin(role)
    given = json.loads(first.read_text())["password"] if first.exists() else None
    await page.get_by_label("Name").fill("admin")
    await page.get_by_label("Password").fill(given or PASSWORD)
    await page.keyboard.press("Enter")
    if given is not None:
        await page.get_by_label("Present password").fill(given)
        await page.get_by_label("New password", exact=True).fill(PASSWORD)
        await page.get_by_label("New password again").fill(PASSWORD)
        await page.keyboard.press("Enter")
