"""A person's browser as far as a console needs one: cookies, forms with their tokens, the origin."""

import re
from dataclasses import dataclass

import httpx

ORIGIN = "http://issuer.test"
PASSWORD = "four unrelated words here"


@dataclass
class Browser:
    http: httpx.AsyncClient
    origin: str = ORIGIN

    async def see(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def send(self, path: str, *, page: str, **fields: str) -> httpx.Response:
        """Send a form that `page` shows."""
        token = form_token((await self.see(page)).text)
        return await self.raw_post(path, {"form_token": token, **fields}, self.origin)

    async def raw_post(self, path: str, fields: dict[str, str], origin: str | None = ORIGIN) -> httpx.Response:
        headers = {} if origin is None else {"Origin": origin}
        return await self.http.post(path, data=fields, headers=headers)

    async def sign_in(self, name: str, password: str) -> httpx.Response:
        return await self.send("/console/sign-in", page="/console/sign-in", name=name, password=password)

    async def set_password(self, present: str, wanted: str) -> httpx.Response:
        fields = {"present": present, "wanted": wanted, "again": wanted}
        return await self.send("/console/password", page="/console/password", **fields)


def form_token(html: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', html)
    assert found, "the page has a form with a token"
    return found.group(1)


def shown_once(html: str) -> str:
    found = re.search(r'<output class="secret">([^<]+)</output>', html)
    assert found, "the page shows a secret"
    return found.group(1)
