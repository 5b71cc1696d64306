"""The page that a browser shows at the link of a QR code."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from agent.protocol import AgentRole
from agent.service.qr import read_qr
from salus.journey import TEMPLATE
from salus.parties import Clinic
from tests.flows.browser.looking import DESK, PHONE, assert_fit_for_all, at_width_of
from tests.flows.world import World

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """Of somebody who has no wallet here."""
    page = await chromium.new_page(viewport=DESK)
    yield page
    await page.close()


async def test_the_page_at_a_link_shows_its_own_code_and_opens_the_wallet_app(
    page: Page, clinic: Clinic, world: World
) -> None:
    asked = await clinic.ask(TEMPLATE)
    answer = await page.goto(asked["url"])
    assert answer is not None and answer.status == 200
    for size in (DESK, PHONE):
        async with at_width_of(page, size):
            assert read_qr(await page.screenshot(full_page=True)) == asked["url"]
    for name, start in (
        ("wallet app on this", "didcomm://"),
        ("in this browser", f"{world.stack.url(AgentRole.WALLET)}#link="),
    ):
        link = page.get_by_role("link", name=name)
        assert (await link.get_attribute("href") or "").startswith(start)
    await assert_fit_for_all(page)


async def test_a_link_that_does_not_exist_says_what_to_do(page: Page, clinic: Clinic) -> None:
    asked = await clinic.ask(TEMPLATE)
    answer = await page.goto(asked["url"][:-1] + ("A" if asked["url"][-1] != "A" else "B"))
    assert answer is not None and answer.status in (404, 410)
    assert "new" in await page.inner_text("body")
    await assert_fit_for_all(page)
