"""A real Chromium, the Debian one: a patient's phone in it, and the consoles."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from agent.protocol import AgentRole
from salus.journey import vaccination
from salus.parties import Phone
from tests.flows.browser.film import film
from tests.flows.browser.looking import DESK, PHONE, assert_fit_for_all, keep_picture
from tests.flows.browser.patient import PATIENCE_MS, Patient
from tests.flows.world import World

EXECUTABLE = os.environ.get("SALUS_CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
PASSWORD = "lantern orchard violin"


@pytest.fixture(scope="session")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees: nothing, until a patient holds it before a code."""
    path = Path(tmp_path_factory.mktemp("camera")) / "sight.y4m"
    film(path, None)
    return path


@pytest_asyncio.fixture(scope="session")
async def chromium(sight: Path) -> AsyncIterator[Browser]:
    """One for all: a context of it is a browser profile of its own."""
    if EXECUTABLE is None:
        pytest.skip("Chromium is missing: apt-get install chromium, or name it in SALUS_CHROMIUM")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={sight}"]
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
        yield browser
        await browser.close()


async def new_screen(chromium: Browser, size: ViewportSize) -> BrowserContext:
    """A fresh browser profile. Nothing moves on it: to paint each step of a movement costs more than the page."""
    return await chromium.new_context(viewport=size, has_touch=size is PHONE, reduced_motion="reduce", locale="en-GB")


@pytest_asyncio.fixture
async def pocket(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await new_screen(chromium, PHONE)
    await context.grant_permissions(["camera"])
    yield context
    await context.close()


@pytest_asyncio.fixture
async def patient(world: World, pocket: BrowserContext, sight: Path) -> Patient:
    return await Patient.at(pocket, world.stack.url(AgentRole.WALLET), sight)


@asynccontextmanager
async def at_console(
    context: BrowserContext, world: World, role: AgentRole, size: ViewportSize = DESK
) -> AsyncIterator[Page]:
    """A page of the console, at its address."""
    page = await context.new_page()
    await page.set_viewport_size(size)
    await page.goto(f"{world.stack.url(role)}/console")
    yield page
    await page.close()


@pytest_asyncio.fixture(scope="session")
async def issuer_screen(world: World, chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser that is signed in at the issuer's console."""
    context = await new_screen(chromium, DESK)
    async with at_console(context, world, AgentRole.ISSUER) as page:
        await assert_fit_for_all(page)
        await keep_picture(page, "sign-in")
        await sign_in(page, world, AgentRole.ISSUER)
        await expect(page.get_by_role("heading", name="Offers")).to_be_visible()
    yield context
    await context.close()


@pytest_asyncio.fixture(params=[DESK], ids=["desk"])
async def desk(world: World, issuer_screen: BrowserContext, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The issuer's console, signed in; a test that is for a phone too asks for both sizes."""
    async with at_console(issuer_screen, world, AgentRole.ISSUER, request.param) as page:
        yield page


@pytest_asyncio.fixture(scope="session")
async def clinic_screen(world: World, chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser that is signed in at the verifier's console."""
    context = await new_screen(chromium, DESK)
    async with at_console(context, world, AgentRole.VERIFIER) as page:
        await sign_in(page, world, AgentRole.VERIFIER)
        await expect(page.get_by_role("heading", name="What do you need to know?")).to_be_visible()
    yield context
    await context.close()


@pytest_asyncio.fixture
async def office(world: World, clinic_screen: BrowserContext) -> AsyncIterator[Page]:
    """The verifier's console, signed in."""
    async with at_console(clinic_screen, world, AgentRole.VERIFIER) as page:
        yield page


@pytest_asyncio.fixture
async def clinic_desk(office: Page) -> Page:
    """The verifier's console, at the page for reading records."""
    await office.get_by_role("link", name="Read records").click()
    await expect(office.get_by_role("heading", name="Ask a patient for records")).to_be_visible()
    return office


@pytest_asyncio.fixture(scope="session")
async def vaccinated(world: World) -> AsyncIterator[Phone]:
    """Somebody who stays valid: with both doses of a series."""
    clerk, phone = world.clerk(), await world.phone("desk")
    for number in (1, 2):
        claims = vaccination() | {"event_id": f"desk-{number}", "dose_number": number, "subject_id": "desk-patient"}
        await clerk.hand_over(await clerk.offer("vaccination", claims), phone)
    await clerk.aclose()
    yield phone
    await phone.aclose()


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
