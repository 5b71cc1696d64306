"""The guards of a person's routes: who has no session gets nowhere, who has one gets to the wallets that it opens.

A session's token comes as `Authorization: Bearer`, or as a cookie that no script reads. A cookie counts only with the
header `Salus-Session: cookie`, which no page of a stranger can send along; the stream of events, which a browser
cannot give headers, is read only.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, NewType

from fastapi import Depends, Path, Request
from fastapi.openapi.models import HTTPBearer

from agent.errors import Forbidden, NotFound, Unauthorized
from agent.service.auth import Guard, bearer_token
from agent.service.clock import Clock
from wallet_api.domain.account import Opening, Session
from wallet_api.routes.cookies import Cookies
from wallet_api.services.caller import calls

WalletId = NewType("WalletId", str)
SessionOf = Callable[[str], Awaitable[Session | None]]
OpeningOf = Callable[[str, str], Awaitable[Opening | None]]
"""Of an account and a wallet."""
Refuse = Callable[[str], Awaitable[None]]
"""Writes down that who calls was not let into a wallet."""
SAFE = frozenset({"GET", "HEAD"})


class VerificationNeeded(Forbidden):
    """The passkey was last used too long ago for this."""

    code = "verification-needed"
    next_step = "Use your passkey again (POST /v1/session/verify/options), and repeat this."


class Doors:
    """What every guard asks."""

    def __init__(
        self, session_of: SessionOf, opening_of: OpeningOf, refuse: Refuse, cookies: Cookies, clock: Clock
    ) -> None:
        self._session_of = session_of
        self.opening_of = opening_of
        self.refuse = refuse
        self._cookies = cookies
        self.clock = clock

    def token(self, request: Request) -> str:
        if token := bearer_token(request):
            return token
        if request.method in SAFE or self._cookies.are_wanted(request):
            return self._cookies.session.read(request) or ""
        return ""

    async def session(self, request: Request) -> Session:
        """Raises Unauthorized."""
        token = self.token(request)
        session = await self._session_of(token) if token else None
        if session is None:
            raise Unauthorized("This needs a session that is not over.", next_step="Sign in again.")
        return session

    def require_verified(self, session: Session) -> None:
        """Raises VerificationNeeded."""
        if not session.is_verified(self.clock()):
            raise VerificationNeeded("This needs your passkey again.")


class SessionGuard(Guard):
    """Lets in who is signed in; notes the session for `Here`."""

    scheme_name = "Session"

    def __init__(self, doors: Doors, *, verified: bool = False) -> None:
        self.model = HTTPBearer(description="A session's token. Some operations need the passkey to be used again.")
        self._doors = doors
        self._verified = verified

    async def __call__(self, request: Request) -> None:
        session = await self._doors.session(request)
        if self._verified:
            self._doors.require_verified(session)
        request.state.session = session
        calls(session.account_id)


class WalletGuard(SessionGuard):
    """Lets in who may open the wallet that the path names. Any other wallet is unknown."""

    async def __call__(self, request: Request) -> None:
        await super().__call__(request)
        session: Session = request.state.session
        wallet_id: str = request.path_params["wallet_id"]
        opening = await self._doors.opening_of(session.account_id, wallet_id)
        if opening is None:
            await self._doors.refuse(wallet_id)
            raise NotFound("There is no such wallet.")
        request.state.opening = opening


class Guards:
    """One of each."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.session = SessionGuard(doors)
        self.verified_session = SessionGuard(doors, verified=True)
        self.wallet = WalletGuard(doors)
        self.verified = [Depends(self.verified_session)]
        """For one route of a router: besides the router's own guard, the passkey again."""

    async def caller_of(self, request: Request) -> str | None:
        """For the idempotency keys: whose session it is."""
        try:
            return (await self.doors.session(request)).account_id
        except Unauthorized:
            return None


def _session(request: Request) -> Session:
    session: Session = request.state.session
    return session


def _opening(request: Request) -> Opening:
    opening: Opening = request.state.opening
    return opening


def _wallet_id(wallet_id: Annotated[str, Path(max_length=64)]) -> WalletId:
    return WalletId(wallet_id)


Here = Annotated[Session, Depends(_session)]
"""Who calls, on a route behind a guard of this module."""
ByWhom = Annotated[Opening, Depends(_opening)]
"""As what they call (owner, guardian), on a route behind a WalletGuard."""
InWallet = Annotated[WalletId, Depends(_wallet_id)]
"""In which wallet, on a route behind a WalletGuard."""
