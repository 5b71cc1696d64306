"""The guard of a patient's routes: who has no session gets nowhere, who has one gets to one wallet only."""

from collections.abc import Awaitable, Callable
from typing import NewType

from fastapi import Request
from fastapi.openapi.models import HTTPBearer

from agent.errors import Unauthorized
from agent.service.auth import Guard, bearer_token

WalletId = NewType("WalletId", str)
WalletOf = Callable[[str], Awaitable[str | None]]


class SessionGuard(Guard):
    """`Authorization: Bearer <session token>`; gives the wallet's id."""

    scheme_name = "Session"

    def __init__(self, wallet_of: WalletOf) -> None:
        self.model = HTTPBearer(description="The session of one wallet.")
        self._wallet_of = wallet_of

    async def __call__(self, request: Request) -> WalletId:
        token = bearer_token(request)
        wallet_id = await self._wallet_of(token) if token else None
        if wallet_id is None:
            raise Unauthorized("This needs a session that is not over.", next_step="Sign in again.")
        return WalletId(wallet_id)
