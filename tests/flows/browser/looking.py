"""What every page is held to: nothing that axe-core calls serious or critical, and nothing wider than the screen."""

import os
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

GRAVE = {"serious", "critical"}
PICTURES = os.environ.get("SALUS_PICTURES")
"""A folder for pictures of the pages, for docs/."""


async def assert_fit_for_all(page: Page) -> None:
    found = (await Axe().run(page)).response["violations"]
    grave = [f"{each['id']}: {each['help']}" for each in found if each["impact"] in GRAVE]
    assert not grave, grave
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} px wider than the screen"


async def keep_picture(page: Page, name: str, *, full_page: bool = True) -> None:
    """Where the docs want one: NAME-WIDTH.png."""
    if PICTURES is not None:
        width = (page.viewport_size or {"width": 0})["width"]
        await page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=full_page)
