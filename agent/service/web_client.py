"""The Web port over httpx and the system's resolver: it connects to exactly the address it is given.

TLS is checked against the URL's host name (SNI and certificate), not against the address. No proxy of the environment,
no cookies, no decompression (a short answer could unfold to a huge one).
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from agent.service.web import Fetched, FetchFailed
from agent.tls import system_roots

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "salus"}
STEP_TIMEOUT_S = 5.0


class HttpxWeb:
    """Keeps nothing between two calls."""

    def __init__(self, trusted: ssl.SSLContext | None = None) -> None:
        self._trusted = trusted or system_roots()

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    async def get(self, url: str, address: str, limit_bytes: int) -> Fetched:
        async with self._answer("GET", url, address, {}) as response:
            return Fetched(response.status_code, response.headers.get("location"), await _read(response, limit_bytes))

    async def post(self, url: str, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        further = {"Content-Type": "application/json", **headers}
        async with self._answer("POST", url, address, further, body, timeout_s=None) as response:
            return response.status_code

    @asynccontextmanager
    async def _answer(
        self,
        method: str,
        url: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout_s: float | None = STEP_TIMEOUT_S,
    ) -> AsyncIterator[httpx.Response]:
        try:
            named = httpx.URL(url)
            pinned = named.copy_with(host=address, fragment=None)
            sent = {**HEADERS, **headers, "Host": named.netloc.decode()}
            extensions = {"sni_hostname": named.raw_host.decode()}
            async with (
                self._client(timeout_s) as client,
                client.stream(method, pinned, headers=sent, content=body, extensions=extensions) as response,
            ):
                yield response
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise FetchFailed from error

    def _client(self, timeout_s: float | None) -> httpx.AsyncClient:
        # One per URL: nothing of one stranger's server is kept for the next.
        return httpx.AsyncClient(verify=self._trusted, timeout=timeout_s, follow_redirects=False, trust_env=False)


async def _read(response: httpx.Response, limit_bytes: int) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise FetchFailed
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit_bytes:
            raise FetchFailed
    return bytes(body)
