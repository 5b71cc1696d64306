"""Sends one message to one URL that a client of ours chose.

Decides, at each attempt anew:
  1. Every address of the host is one that the whole internet can reach, or lies in a network that the operator named;
     the address that was checked is the one connected to.
  2. https; plain http only into a network that the operator named.
  3. Nothing is followed: a redirect is a failure. 2xx is the only success, and 410 the receiver's wish to end it.
  4. 10 seconds in all.
What the receiver says is not read.
Source: OWASP, server-side request forgery prevention; Standard Webhooks, "Delivery".
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from agent.errors import InvalidInput
from agent.service.addresses import Network, lies_in, may_be_reached
from agent.service.web import FetchFailed, Web
from agent.webhooks.domain.webhook import Fault

TIMEOUT_S = 10.0
MAX_URL = 2000
_PORTS = {"https": 443, "http": 80}


class UrlRefused(InvalidInput):
    """No webhook goes to this URL."""

    code = "webhook-url-refused"
    next_step = "Give an https URL that the internet can reach, or ask the operator to allow its network."


class _AddressRefused(Exception):
    pass


@dataclass(frozen=True)
class Sender:
    web: Web
    networks: Collection[Network]

    async def check(self, url: str) -> None:
        """Raises UrlRefused."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._addresses(url)
        except (ValueError, _AddressRefused):
            raise UrlRefused("A webhook cannot go to this URL.") from None
        except (FetchFailed, TimeoutError):
            raise UrlRefused("The host of this URL is not known.") from None

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> str | None:
        """What went wrong: a Fault, or `status-` and the status; None if it was taken."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return _fault(await self._post(url, await self._addresses(url), body, headers))
        except TimeoutError:
            return Fault.TIMED_OUT
        except (ValueError, _AddressRefused):
            return Fault.ADDRESS_REFUSED
        except FetchFailed:
            return Fault.UNREACHABLE

    async def _post(self, url: str, addresses: Sequence[str], body: bytes, headers: Mapping[str, str]) -> int:
        for address in addresses[:-1]:
            try:
                return await self.web.post(url, address, body, headers)
            except FetchFailed:
                continue  # the next address of the same host
        return await self.web.post(url, addresses[-1], body, headers)

    async def _addresses(self, url: str) -> Sequence[str]:
        parts = urlsplit(url)
        if len(url) > MAX_URL or parts.scheme not in _PORTS or not parts.hostname or _has_more(parts):
            raise ValueError("not a URL for a webhook")
        found = await self.web.addresses(parts.hostname, parts.port or _PORTS[parts.scheme])
        if not found:
            raise FetchFailed
        for address in found:
            allowed = may_be_reached(address, self.networks) if parts.scheme == "https" else False
            if not (allowed or lies_in(address, self.networks)):
                raise _AddressRefused
        return found


def _has_more(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None or bool(parts.fragment)


def _fault(status: int) -> str | None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status == HTTPStatus.GONE:
        return Fault.GONE
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Fault.REDIRECTED
    return f"status-{status}"
