"""What every page is held to, at a desk's and at a phone's width.

Nothing that axe-core calls serious or critical, and nothing wider than the screen.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
GRAVE = {"serious", "critical"}
PICTURES = os.environ.get("SALUS_PICTURES")
"""A folder for pictures of the pages, for docs/."""


@asynccontextmanager
async def at_width_of(page: Page, size: ViewportSize) -> AsyncIterator[None]:
    """The page as it is, in a window of another size."""
    before = page.viewport_size
    await page.set_viewport_size(size)
    yield
    if before is not None:
        await page.set_viewport_size(before)


async def assert_fit_for_all(page: Page) -> None:
    for size in (DESK, PHONE):
        async with at_width_of(page, size):
            found = (await Axe().run(page)).response["violations"]
            grave = [f"{each['id']}: {each['help']}" for each in found if each["impact"] in GRAVE]
            assert not grave, (size["width"], grave)
            wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"the page is {wider} px wider than a screen of {size['width']} px"


async def keep_picture(page: Page, name: str) -> None:
    """Where the docs want one: NAME-WIDTH.png."""
    if PICTURES is None:
        return
    for size in (DESK, PHONE):
        async with at_width_of(page, size):
            await page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
