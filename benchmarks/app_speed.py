"""How soon the patient's web app can be used on a cheap phone with a bad network; `make app-speed`.

The built app by the real wallet service, in Chromium with a clock of a quarter and slow 3G. The throttle delays each
request by a round trip, but not the handshakes of TCP and TLS before the first.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, CDPSession, Page, ViewportSize, async_playwright
from rich.console import Console
from rich.table import Table

from agent.protocol import AgentRole
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout

BITS_A_SECOND, ROUND_TRIP_MS, CPU_SLOWDOWN = 400_000, 400, 4
BYTES_A_SECOND = BITS_A_SECOND / 8
NETWORK = {
    "offline": False,
    "latency": ROUND_TRIP_MS,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}
PHONE = ViewportSize(width=390, height=844)
TO_RECOVERY, RECOVERY = "a[href='#/recover']", "#code"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
UNTIL_KEPT = """async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise(go => setTimeout(go, 20));
}"""
PATIENCE_MS = 120_000

Figures = dict[str, list[float]]


@asynccontextmanager
async def wallet_service() -> AsyncIterator[str]:
    """The address of a wallet service as `salus up` starts it, alone: nobody signs up here."""
    with tempfile.TemporaryDirectory() as place:
        directory = DataDirectory(Path(place) / "data")
        directory.take()
        layout = MachineLayout(directory, Path(place) / "no-ledger")
        async with httpx.AsyncClient(timeout=5) as http:
            service = layout.service(AgentRole.WALLET).supervised(http)
            await service.start()
            try:
                yield layout.url(AgentRole.WALLET)
            finally:
                await service.stop()
                directory.release()


async def open_twice(browser: Browser, url: str, figures: Figures) -> None:
    """On a phone that has never been there, and again once the app is kept on it."""
    context = await browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    received = await slowed(session)
    await page.goto(url, wait_until="commit")
    await timed(page, "first time", figures)
    figures["KiB received, first time"].append(sum(received) / 1024)
    await page.evaluate(UNTIL_KEPT)
    await page.goto(url, wait_until="commit")
    await timed(page, "again", figures)
    await context.close()


async def slowed(session: CDPSession) -> list[float]:
    """The bytes of each answer from now on, as they came over the wire, headers included."""
    received: list[float] = []

    def note(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", note)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", NETWORK)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    return received


async def timed(page: Page, when: str, figures: Figures) -> None:
    """Seconds since the address was opened."""
    await page.locator(TO_RECOVERY).tap()
    await page.locator(RECOVERY).wait_for()
    answered = await page.evaluate("performance.now()")
    figures[f"s until something is painted, {when}"].append(await page.evaluate(PAINTED) / 1000)
    figures[f"s until the first tap is answered, {when}"].append(answered / 1000)


async def measure(times: int) -> Figures:
    executable = os.environ.get("SALUS_CHROMIUM") or shutil.which("chromium")
    if executable is None:
        sys.exit("Chromium is missing: apt-get install chromium, or name it in SALUS_CHROMIUM")
    figures: Figures = defaultdict(list)
    async with wallet_service() as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(times):
            await open_twice(browser, url, figures)
        await browser.close()
    return figures


def show(figures: Figures) -> None:
    network = f"{BITS_A_SECOND // 1000} kbit/s, {ROUND_TRIP_MS} ms a round trip, a clock of 1/{CPU_SLOWDOWN}"
    table = Table(network, "min", "median", "max", "n")
    for name, values in figures.items():
        row = (min(values), statistics.median(values), max(values))
        table.add_row(name, *(f"{value:.2f}" for value in row), str(len(values)))
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    show(asyncio.run(measure(parser.parse_args().times)))
