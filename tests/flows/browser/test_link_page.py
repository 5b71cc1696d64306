"""The page that a browser shows at the link of a QR code."""

import pytest
from playwright.async_api import BrowserContext

from agent.protocol import AgentRole
from agent.service.qr import read_qr
from salus.journey import TEMPLATE
from salus.parties import Clinic
from tests.flows.browser.looking import DESK, PHONE, assert_fit_for_all
from tests.flows.world import World

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"], indirect=True)
async def test_the_page_at_a_link_shows_its_own_code_and_opens_the_wallet_app(
    screen: BrowserContext, clinic: Clinic, world: World
) -> None:
    asked = await clinic.ask(TEMPLATE)
    page = await screen.new_page()
    answer = await page.goto(asked["url"])
    assert answer is not None and answer.status == 200
    assert read_qr(await page.screenshot(full_page=True)) == asked["url"]
    for name, start in (
        ("wallet app on this", "didcomm://"),
        ("in this browser", f"{world.stack.url(AgentRole.WALLET)}#link="),
    ):
        link = page.get_by_role("link", name=name)
        assert (await link.get_attribute("href") or "").startswith(start)
    await assert_fit_for_all(page)


async def test_a_link_that_does_not_exist_says_what_to_do(screen: BrowserContext, clinic: Clinic) -> None:
    asked = await clinic.ask(TEMPLATE)
    page = await screen.new_page()
    answer = await page.goto(asked["url"][:-1] + ("A" if asked["url"][-1] != "A" else "B"))
    assert answer is not None and answer.status in (404, 410)
    assert "new" in await page.inner_text("body")
    await assert_fit_for_all(page)
