"""Wallets and their sessions."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import AfterValidator, BaseModel, Field

from agent.service.auth import Guard, bearer_token, closed_router
from wallet_api.domain.claim import claimed_label
from wallet_api.routes.guard import SessionGuard, WalletId
from wallet_api.services.sessions import OpenedSession, Sessions
from wallet_api.services.wallets import Wallets

RowId = Annotated[str, Path(max_length=64)]


def _named(text: str) -> str:
    label = claimed_label(text)
    if not label:
        raise ValueError("no visible character")
    return label


class NewWallet(BaseModel):
    label: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_named)]


class SessionBody(BaseModel):
    wallet_id: str
    session_token: str
    session_expires_at: datetime

    @classmethod
    def of(cls, session: OpenedSession) -> "SessionBody":
        return cls(wallet_id=session.wallet_id, session_token=session.token, session_expires_at=session.expires_at)


class WalletBody(BaseModel):
    wallet_id: str
    label: str
    created_at: datetime


def wallet_maker_routes(guard: Guard, wallets: Wallets) -> APIRouter:
    """For who runs the sign-in: closed by the service's API key."""
    router = closed_router(guard, prefix="/v1/wallets", tags=["wallets"])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(body: NewWallet) -> SessionBody:
        """Make a wallet, and a session for its patient."""
        return SessionBody.of(await wallets.create(body.label))

    @router.post("/{wallet_id}/sessions", status_code=HTTPStatus.CREATED)
    async def open_session(wallet_id: RowId) -> SessionBody:
        """A further session of a wallet."""
        return SessionBody.of(await wallets.new_session(wallet_id))

    return router


def wallet_routes(guard: SessionGuard, wallets: Wallets, sessions: Sessions, look: Callable[[str], None]) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["wallet"])

    @router.get("/wallet")
    async def show(wallet_id: Annotated[WalletId, Depends(guard)]) -> WalletBody:
        """The session's own wallet. What an app asks first; so it is also looked whether anything came meanwhile."""
        wallet = await wallets.find(wallet_id)
        look(wallet_id)
        return WalletBody(wallet_id=wallet.id, label=wallet.label, created_at=wallet.created_at)

    @router.post("/sessions/current/end", status_code=HTTPStatus.NO_CONTENT)
    async def end(request: Request) -> None:
        """End this session."""
        await sessions.end(bearer_token(request) or "")

    return router
