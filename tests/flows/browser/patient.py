"""A patient at a phone: a page of the web app, a passkey in the phone, a camera that one can hold before a code."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from playwright.async_api import BrowserContext, CDPSession, Locator, Page, TimeoutError, ViewportSize, expect

from tests.flows.browser.film import film
from tests.flows.browser.looking import PHONE, PICTURES, assert_fit_as_it_is, keep_picture_as_it_is
from tests.sizes import IS_FULL

PASSKEYS = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
LOOKS = tuple((language, scheme) for language in ("en", "de", "ar") for scheme in ("light", "dark"))
TWICE_AS_LARGE = ViewportSize(width=195, height=422)
PATIENCE_MS = 30_000
AGAIN_MS = 3_000
LONG_S = 90
"""What was killed takes seconds to start again."""
MOST_TABS = 25
CHOSEN_IN_ANOTHER_TAB = """language => {
    const change = {key: "salus-language", newValue: language};
    localStorage.setItem(change.key, language);
    dispatchEvent(new StorageEvent("storage", change));
}"""
UNTIL_WORDS_ARE_GERMAN = """async () => {
    const kept = async () => (await (await caches.match("/words", {cacheName: "words"}))?.json())?.language;
    while (await kept() !== "de") await new Promise(go => setTimeout(go, 20));
}"""
FIRST_NOTE = "async () => (await (await navigator.serviceWorker.ready).getNotifications())[0].body"


@dataclass
class Patient:
    page: Page
    url: str
    sight: Path
    """What the camera sees."""

    @classmethod
    async def at(cls, context: BrowserContext, url: str, sight: Path) -> "Patient":
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("WebAuthn.enable")
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
        return cls(page, url, sight)

    async def sign_up(self) -> None:
        await self.page.goto(self.url)
        await self.tap("Make a new wallet")
        await self.tap("I have put it away")
        await expect(self.page.get_by_role("heading", name="No cards yet")).to_be_visible()

    async def tap(self, name: str) -> None:
        await self.thing(name).click()

    async def goes_on(self, name: str, text: str) -> None:
        """To this text; a press that the interruption swallowed is made again, as a person would."""
        done, again = self.page.get_by_text(text).first, self.thing(name)
        async with asyncio.timeout(LONG_S):
            await expect(done.or_(again).first).to_be_visible()
            while not await done.is_visible():
                with suppress(TimeoutError):  # it is not there, or takes no press while it is at work
                    await again.click(timeout=AGAIN_MS)
                with suppress(AssertionError):
                    await expect(done).to_be_visible(timeout=AGAIN_MS)

    def thing(self, name: str) -> Locator:
        """A button or a link of this name."""
        named = self.page.get_by_role("button", name=name, exact=True)
        return named.or_(self.page.get_by_role("link", name=name, exact=True)).first

    async def press(self, name: str) -> None:
        """Go there with the Tab key, as far as it takes, and press Enter."""
        await expect(self.thing(name)).to_be_visible()
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            if await self.thing(name).evaluate("thing => thing === document.activeElement"):
                await self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} cannot be reached by keyboard")

    async def sees(self, text: str | re.Pattern[str]) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def hold_before(self, picture: bytes) -> None:
        """Scan with the camera."""
        film(self.sight, picture)
        await self.page.goto(f"{self.url}/#/scan")
        await self.tap("Open the camera")

    async def paste(self, text: str) -> None:
        await self.page.goto(f"{self.url}/#/scan")
        await self.page.get_by_text("Paste a link").click()
        await self.page.get_by_label("Link or text of the code").fill(text)
        await self.tap("Go on")

    async def told_of(self, message: str) -> str:
        """What the phone says, in German, when this comes from the push service; the browser delivers it itself."""
        await self.page.context.grant_permissions(["notifications"], origin=self.url)
        await self.speak("de")
        await self.page.evaluate(UNTIL_WORDS_ARE_GERMAN)
        session = await self.page.context.new_cdp_session(self.page)
        async with asyncio.timeout(PATIENCE_MS / 1000):
            await self._deliver(session, message)
        shown: str = await self.page.evaluate(FIRST_NOTE)
        await session.detach()
        await self.speak("en")
        return shown

    async def _deliver(self, session: CDPSession, message: str) -> None:
        """And wait until the worker is done: Chromium forgets a note that one looks for while it is being shown."""
        known: asyncio.Queue[list[dict[str, str]]] = asyncio.Queue()
        session.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.put_nowait(event["registrations"]))
        await session.send("ServiceWorker.enable")
        done = asyncio.Event()
        session.on("BackgroundService.backgroundServiceEventReceived", lambda event: _is_done(event) and done.set())
        await session.send("BackgroundService.startObserving", {"service": "pushMessaging"})
        await session.send("BackgroundService.setRecording", {"service": "pushMessaging", "shouldRecord": True})
        registered = await known.get()
        wanted = {"origin": self.url, "registrationId": registered[0]["registrationId"], "data": message}
        await session.send("ServiceWorker.deliverPushMessage", wanted)
        await done.wait()

    async def takes(self, url: str) -> None:
        """The card that is offered by this link."""
        await self.paste(url)
        await self.tap("Take the card")
        await self.sees("The card is in your wallet.")

    async def looks_well(self, name: str) -> None:
        """Fit for all, nothing wider than the screen: in each language and scheme, or in one that the name picks."""
        for language, scheme in LOOKS if PICTURES or IS_FULL else (LOOKS[crc32(name.encode()) % len(LOOKS)],):
            await self.speak(language)
            await self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await assert_fit_as_it_is(self.page)
            await keep_picture_as_it_is(self.page, f"{name}-{language}-{scheme}", full_page=False)
        await self._fits_twice_as_large()
        await self.speak("en")
        await self.page.emulate_media(color_scheme="light")

    async def _fits_twice_as_large(self) -> None:
        """At 200 % a phone's page is half as wide (WCAG 2.2, 1.4.4 and 1.4.10); German has the longest words."""
        await self.speak("de")
        await self.page.set_viewport_size(TWICE_AS_LARGE)
        wider = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"at 200 % the page is {wider} px wider than the screen"
        await self.page.set_viewport_size(PHONE)

    async def speak(self, language: str) -> None:
        await self.page.evaluate(CHOSEN_IN_ANOTHER_TAB, language)
        await expect(self.page.locator("html")).to_have_attribute("lang", language)
        direction = "rtl" if language == "ar" else "ltr"
        await expect(self.page.locator("html")).to_have_attribute("dir", direction)


def _is_done(event: dict[str, dict[str, str]]) -> bool:
    return event["backgroundServiceEvent"]["eventName"] == "Push event completed"
