"""What every page is held to, at a desk's and at a phone's width.

Nothing that axe-core calls serious or critical, and nothing wider than the screen.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page, ViewportSize

from tests.sizes import IS_FULL

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
GRAVE = {"serious", "critical"}
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
PICTURES = os.environ.get("SALUS_PICTURES")
"""A folder for pictures of the pages, for docs/."""


@asynccontextmanager
async def at_width_of(page: Page, size: ViewportSize) -> AsyncIterator[None]:
    """The page as it is, in a window of another size."""
    before = page.viewport_size
    if before == size:
        yield
        return
    await page.set_viewport_size(size)
    yield
    if before is not None:
        await page.set_viewport_size(before)


async def assert_fit_for_all(page: Page) -> None:
    """At a desk and on a phone; of the two, axe-core looks at the desk alone where the tests are small."""
    for size in (DESK, PHONE):
        async with at_width_of(page, size):
            if size is DESK or IS_FULL:
                await assert_fit_as_it_is(page)
            else:
                await assert_not_wider(page)


async def assert_fit_as_it_is(page: Page) -> None:
    """Nothing serious found by axe-core, and nothing wider than the screen."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(VIOLATIONS)
    grave = [f"{each['id']}: {each['help']}" for each in found if each["impact"] in GRAVE]
    assert not grave, (page.viewport_size, grave)
    await assert_not_wider(page)


async def assert_not_wider(page: Page) -> None:
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} px wider than the screen: {page.viewport_size}"


async def keep_picture(page: Page, name: str, part: str | None = None) -> None:
    """Where the docs want one: NAME-WIDTH.png, of the whole page or of the part that a selector names."""
    for size in (DESK, PHONE) if PICTURES else ():
        async with at_width_of(page, size):
            await keep_picture_as_it_is(page, name, part)


async def keep_picture_as_it_is(page: Page, name: str, part: str | None = None, *, full_page: bool = True) -> None:
    """The same at the width that the page has."""
    if PICTURES is None:
        return
    path = Path(PICTURES) / f"{name}-{(page.viewport_size or {'width': 0})['width']}.png"
    if part is None:
        await page.screenshot(path=path, full_page=full_page)
    else:
        await page.locator(part).screenshot(path=path)
