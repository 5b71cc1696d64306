"""Following a link that was scanned: a stranger chose the URL, and our server fetches it.

Decides, for the link and for each redirect anew:
  1. https only, without user or password (with `allow_local`, for one machine, also http).
  2. Every address of the host is one that the whole internet can reach (with `allow_local`, also loopback); the address
     that was checked is the one connected to.
  3. At most 3 redirects; a target that carries `?oob=` is the invitation itself.
  4. 64 KiB, 5 seconds in all.
All that is refused or fails says the same, so that nobody can map our network by what we answer.
Source: RFC 0434, "URL shortening"; OWASP, server-side request forgery prevention.
"""

import asyncio
import json
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlsplit

from agent.errors import Problem
from agent.invitation import NotAnInvitation, invitation_from_url, parse_invitation
from agent.ports import Invitation
from agent.service.addresses import LOOPBACK, may_be_reached
from agent.service.web import Fetched, FetchFailed, Web
from wallet_api.domain.scan import NotForThisWallet, checked

MAX_REDIRECTS = 3
TOTAL_TIMEOUT_S = 5.0
MAX_BODY_BYTES = 64 * 1024
MAX_URL = 100_000
_PORTS = {"https": 443, "http": 80}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class LinkUsed(Problem):
    code = "link-used"
    status = HTTPStatus.GONE
    next_step = "A code works once; ask for a new one."


class LinkExpired(Problem):
    code = "link-expired"
    status = HTTPStatus.GONE
    next_step = "Ask for a new code."


class LinkUnreachable(Problem):
    code = "link-unreachable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Try again in a moment, or ask for a new code."


class InvitationLinks:
    def __init__(self, web: Web, *, allow_local: bool, timeout_s: float = TOTAL_TIMEOUT_S) -> None:
        self._web = web
        self._allow_local = allow_local
        self._timeout_s = timeout_s

    async def follow(self, url: str) -> Invitation:
        """The invitation behind the link. Raises LinkUsed, LinkExpired, LinkUnreachable or NotForThisWallet."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._follow(url)
        except (FetchFailed, TimeoutError, ValueError):  # their texts may hold the URL
            raise LinkUnreachable("The link of this code leads nowhere that can be reached.") from None

    async def _follow(self, url: str) -> Invitation:
        for _ in range(1 + MAX_REDIRECTS):
            found = await self._fetch(url)
            if found.status not in _REDIRECTS:
                return _read(found)
            url = urljoin(url, found.location or "")
            invitation = _carried(url)
            if invitation is not None:
                return invitation
        raise FetchFailed

    async def _fetch(self, url: str) -> Fetched:
        addresses = await self._allowed_addresses(url)
        for address in addresses[:-1]:
            try:
                return await self._web.get(url, address, MAX_BODY_BYTES)
            except FetchFailed:
                continue  # the next address of the same host
        return await self._web.get(url, addresses[-1], MAX_BODY_BYTES)

    async def _allowed_addresses(self, url: str) -> Sequence[str]:
        parts = urlsplit(url)
        allowed = ("https", "http") if self._allow_local else ("https",)
        if len(url) > MAX_URL or parts.scheme not in allowed or not parts.hostname or _has_user(parts):
            raise FetchFailed
        addresses = await self._web.addresses(parts.hostname, parts.port or _PORTS[parts.scheme])
        also = LOOPBACK if self._allow_local else ()
        if not addresses or not all(may_be_reached(each, also) for each in addresses):
            raise FetchFailed
        return addresses


def _has_user(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None


def _carried(url: str) -> Invitation | None:
    try:
        found = invitation_from_url(url)
        return None if found is None else checked(found)
    except NotAnInvitation:
        raise NotForThisWallet("The link of this code leads to a broken invitation.") from None


def _read(found: Fetched) -> Invitation:
    if found.status == HTTPStatus.GONE:
        raise _gone(found.body)
    if found.status == HTTPStatus.NOT_FOUND:
        raise LinkUnreachable("There is nothing behind the link of this code.", next_step="Ask for a new code.")
    if found.status != HTTPStatus.OK:
        raise FetchFailed
    try:
        return checked(parse_invitation(found.body))
    except NotAnInvitation:
        raise NotForThisWallet("This code leads to a page of the web, not to an invitation.") from None


def _gone(body: bytes) -> Problem:
    """Our own sentence: what a stranger's server says is not repeated."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    code = said.get("code") if isinstance(said, dict) else None
    if code == LinkUsed.code:
        return LinkUsed("This code has been used.")
    if code == LinkExpired.code:
        return LinkExpired("This code is past its time.")
    return LinkExpired("This code is no longer good.")
