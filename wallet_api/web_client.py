"""The Web port over httpx and the system's resolver: it connects to exactly the address it is given.

TLS is checked against the URL's host name (SNI and certificate), not against the address. No proxy of the environment,
no cookies, no decompression (a short answer could unfold to a huge one).
"""

import asyncio
import socket
import ssl
from collections.abc import Sequence

import httpx

from agent.tls import system_roots
from wallet_api.services.web import Fetched, FetchFailed

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "salus-wallet"}
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
        try:
            named = httpx.URL(url)
            pinned = named.copy_with(host=address, fragment=None)
            headers = {**HEADERS, "Host": named.netloc.decode()}
            extensions = {"sni_hostname": named.raw_host.decode()}
            async with (
                self._client() as client,
                client.stream("GET", pinned, headers=headers, extensions=extensions) as response,
            ):
                return Fetched(
                    response.status_code, response.headers.get("location"), await _read(response, limit_bytes)
                )
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise FetchFailed from error

    def _client(self) -> httpx.AsyncClient:
        # One per link: nothing of one stranger's server is kept for the next.
        return httpx.AsyncClient(verify=self._trusted, timeout=STEP_TIMEOUT_S, follow_redirects=False, trust_env=False)


async def _read(response: httpx.Response, limit_bytes: int) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise FetchFailed
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit_bytes:
            raise FetchFailed
    return bytes(body)
