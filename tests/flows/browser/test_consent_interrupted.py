"""A grant and a read that are interrupted at each step: they complete, and nothing is read that is not on the list."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from playwright.async_api import Page, TimeoutError, expect

from agent.protocol import AgentRole
from salus.journey import vaccination
from salus.parties import Clerk
from tests.flows.browser.patient import AGAIN_MS, LONG_S, Patient
from tests.flows.test_journey import kill, until_running
from tests.flows.world import World
from tests.sizes import IS_FULL

type Interruption = Callable[[], Awaitable[None]]

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("trouble", ["killed", "reloaded", "both"] if IS_FULL else ["both"])
async def test_a_grant_and_a_read_complete_when_each_step_is_interrupted_and_each_read_is_on_the_list(
    world: World, patient: Patient, clinic_desk: Page, clerk: Clerk, trouble: str
) -> None:
    """Of both, the service is killed while it is about a grant and a read, which is what it may do by half."""

    async def reloaded() -> None:
        await asyncio.gather(patient.page.reload(), clinic_desk.goto(clinic_desk.url))

    async def killed() -> None:
        service = world.stack.services[AgentRole.WALLET]
        restarts = service.restarts + 1
        kill(service)
        await until_running(service, restarts)

    between = killed if trouble == "killed" else reloaded
    within = reloaded if trouble == "reloaded" else killed

    await patient.sign_up()
    await patient.takes((await clerk.offer("vaccination", vaccination()))["url"])
    await clinic_desk.get_by_label("Vaccinations").check()
    await clinic_desk.get_by_label("30 days").check()
    await clinic_desk.get_by_role("button", name="Ask").click()
    link = await clinic_desk.locator("#link").text_content()
    assert link is not None
    await between()
    await patient.paste(link)
    await between()
    await expect(patient.page.get_by_role("heading", name="Somebody asks to look")).to_be_visible()
    await between()
    await _shares(patient, within)
    await between()
    tries = await _reads(clinic_desk, within)
    await patient.page.goto(f"{patient.url}/#/looks")
    listed = patient.page.get_by_text("Dr Maria Quist (Salus Clinic) looked")
    await expect(listed.first).to_be_visible()
    assert await listed.count() <= tries


async def _shares(patient: Patient, interrupted: Interruption) -> None:
    """As often as it takes: what was chosen on a page that was interrupted may have to be chosen again."""
    switch, done = (
        patient.page.get_by_role("switch", name="Measles"),
        patient.page.get_by_text("Time left: 29 days").first,
    )
    await switch.check()
    await patient.tap("Share")
    await interrupted()
    async with asyncio.timeout(LONG_S):
        while not await done.is_visible():
            with suppress(TimeoutError):  # it is shared already, or at work
                await switch.check(timeout=AGAIN_MS)
                await patient.thing("Share").click(timeout=AGAIN_MS)
            with suppress(AssertionError):
                await expect(done).to_be_visible(timeout=AGAIN_MS)


async def _reads(desk: Page, interrupted: Interruption) -> int:
    """Until it is read; how often that was tried."""
    consent, content = desk.url, desk.get_by_text("Measles", exact=True)
    tries = 0
    async with asyncio.timeout(LONG_S):
        while not await content.is_visible():
            await desk.goto(consent)
            with suppress(TimeoutError):  # the wallet service is away
                await desk.get_by_role("button", name="Read").click(timeout=AGAIN_MS)
                tries += 1
                if tries == 1:
                    await interrupted()
                await desk.wait_for_load_state()
    return tries
