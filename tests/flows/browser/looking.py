"""What every page is held to: nothing that axe-core calls serious or critical, and nothing wider than the screen."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

GRAVE = {"serious", "critical"}


async def assert_fit_for_all(page: Page) -> None:
    found = (await Axe().run(page)).response["violations"]
    grave = [f"{each['id']}: {each['help']}" for each in found if each["impact"] in GRAVE]
    assert not grave, grave
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} px wider than the screen"
