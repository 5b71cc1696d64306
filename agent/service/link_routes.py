"""The public face of short links: one URL for wallets, browsers and everything else.

Decides, in this order:
  1. A token that is not known: 404.
  2. A subject that is done or declined: 410 link-used; failed: 410 link-failed; past its time: 410 link-expired.
  3. `Accept` names JSON: the invitation, also again, since networks fail. The first time is marked: a mark, not the
    truth.
  4. `Accept` names HTML: the page that opens the wallet app.
  5. Anything else: 302 to the same URL with `?oob=`; whoever follows it gets the invitation and not another redirect.
Specification: RFC 0434, "URL shortening". HEAD answers as GET does, and marks nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

from agent.errors import NotFound, Problem
from agent.ports import Invitation
from agent.service.auth import public_router
from agent.service.database import Database, Transaction
from agent.service.link_page import LinkPage, Purpose, encode_invitation, open_page, status_page, unknown_page
from agent.service.links import LINK_PATH, STATUS_PATH, Links, LinkStatus, StoredLink
from agent.service.negotiation import Wanted, wanted
from agent.service.problems import problem_response

StatusOf = Callable[[str], Awaitable[LinkStatus]]
"""How far the subject of this id has come."""
PurposeOf = Callable[[str], Awaitable[Purpose | None]]
"""What the subject of this id is for; None for what the page says of all."""
OnFetched = Callable[[Transaction, str], Awaitable[None]]
"""Called once, in the transaction that marks the link, when a wallet has fetched the subject's invitation."""


class LinkUsed(Problem):
    code = "link-used"
    status = HTTPStatus.GONE
    next_step = "A link works once; ask for a new one."


class LinkExpired(Problem):
    code = "link-expired"
    status = HTTPStatus.GONE
    next_step = "Ask for a new link."


class LinkFailed(Problem):
    code = "link-failed"
    status = HTTPStatus.GONE
    next_step = "Ask for a new link."


class LinkStatusBody(BaseModel):
    status: LinkStatus


@dataclass(frozen=True)
class _Found:
    token: str
    url: str
    link: StoredLink
    status: LinkStatus
    in_time: bool

    @property
    def told_status(self) -> LinkStatus:
        """A link nobody used in time is expired, whether or not its subject has noticed."""
        return LinkStatus.EXPIRED if self.status is LinkStatus.WAITING and not self.in_time else self.status


def link_router(
    database: Database,
    links: Links,
    *,
    status_of: StatusOf,
    on_fetched: OnFetched,
    page: LinkPage,
    purpose_of: PurposeOf | None = None,
) -> APIRouter:
    """The router of LINK_PATHS, which `create_app` wants to see among its public paths."""
    router = public_router(tags=["links"])
    desk = _LinkDesk(database, links, status_of, on_fetched, page, purpose_of)

    @router.head(LINK_PATH, include_in_schema=False)
    @router.get(LINK_PATH, response_class=Response, response_model=None)
    async def follow(token: str, request: Request) -> Response:
        """The invitation, the page that opens a wallet, or a redirect that holds the invitation."""
        return await desk.follow(token, request)

    @router.head(STATUS_PATH, include_in_schema=False)
    @router.get(STATUS_PATH, response_model=LinkStatusBody)
    async def status(token: str, request: Request) -> Response:
        """How far it has come: JSON, or a page for a browser."""
        return await desk.status(token, request)

    return router


@dataclass(frozen=True)
class _LinkDesk:
    _database: Database
    _links: Links
    _status_of: StatusOf
    _on_fetched: OnFetched
    _page: LinkPage
    _purpose_of: PurposeOf | None

    async def follow(self, token: str, request: Request) -> Response:
        kind = wanted(request.headers.get("accept"))
        found = await self._find(token)
        if found is None:
            return self._unknown(kind)
        problem = _closed(found)
        if problem is not None:
            return self._gone(kind, found, problem)
        assert found.link.invitation is not None  # noqa: S101 - _closed has seen to it
        return await self._open(kind, found, found.link.invitation, request)

    async def status(self, token: str, request: Request) -> Response:
        kind = wanted(request.headers.get("accept"))
        found = await self._find(token)
        if found is None:
            return self._unknown(kind)
        if kind is Wanted.PAGE:
            return status_page(self._page, found.url, found.told_status, HTTPStatus.OK)
        return JSONResponse(LinkStatusBody(status=found.told_status).model_dump(), headers={"Vary": "Accept"})

    async def _find(self, token: str) -> _Found | None:
        link = await self._links.find(token)
        if link is None:
            return None
        status = await self._status_of(link.subject_id)
        in_time = self._links.clock() < link.expires_at
        return _Found(token, self._links.url(token), link, status, in_time)

    async def _open(self, kind: Wanted, found: _Found, invitation: Invitation, request: Request) -> Response:
        if kind is Wanted.PAGE:
            purpose = await self._purpose_of(found.link.subject_id) if self._purpose_of else None
            return open_page(self._page, found.url, invitation, purpose)
        if kind is Wanted.ANYTHING and "oob" not in request.query_params:
            target = f"{found.url}?oob={encode_invitation(invitation)}"
            return RedirectResponse(target, HTTPStatus.FOUND, headers={"Vary": "Accept"})
        if kind is Wanted.JSON and request.method == "GET" and found.link.fetched_at is None:
            await self._mark(found)
        return JSONResponse(invitation, headers={"Vary": "Accept"})

    async def _mark(self, found: _Found) -> None:
        async with self._database.transaction() as transaction:
            if await self._links.mark_fetched(transaction, found.token):
                await self._on_fetched(transaction, found.link.subject_id)

    def _gone(self, kind: Wanted, found: _Found, problem: Problem) -> Response:
        if kind is Wanted.PAGE:
            ended = found.status if found.status is not LinkStatus.SCANNED else LinkStatus.EXPIRED
            ended = LinkStatus.EXPIRED if ended is LinkStatus.WAITING else ended
            return status_page(self._page, found.url, ended, HTTPStatus.GONE)
        return problem_response(problem, headers={"Vary": "Accept"})

    def _unknown(self, kind: Wanted) -> Response:
        if kind is Wanted.PAGE:
            return unknown_page(self._page)
        problem = NotFound(
            "This link does not exist.", next_step="Check that you have all of it, or ask for a new one."
        )
        return problem_response(problem, headers={"Vary": "Accept"})


def _closed(found: _Found) -> Problem | None:
    """Why the link cannot be opened, or None."""
    match found.status:
        case LinkStatus.DONE | LinkStatus.DECLINED:
            return LinkUsed("This link has been used.")
        case LinkStatus.FAILED:
            return LinkFailed("What this link stood for did not work out.")
        case LinkStatus.EXPIRED:
            return LinkExpired("This link is past its time.")
        case LinkStatus.WAITING | LinkStatus.SCANNED:
            if found.in_time and found.link.invitation is not None:
                return None
            return LinkExpired("This link is past its time.")
