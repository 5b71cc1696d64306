"""Wallets: one's own, and those of dependants."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, Field

from agent.service.auth import closed_router
from wallet_api.domain.account import Relation
from wallet_api.domain.claim import claimed_label
from wallet_api.routes.account_bodies import Linking, OpeningBody, Wanted
from wallet_api.routes.guards import Guards, Here, InWallet
from wallet_api.services.wallets import Wallets
from wallet_api.store.wallets import Wallet

RowId = Annotated[str, Path(max_length=64)]
OF_ONE = "/v1/wallets/{wallet_id}"
"""Below it stands everything that is in a wallet."""


def _named(text: str) -> str:
    label = claimed_label(text)
    if not label:
        raise ValueError("no visible character")
    return label


Label = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_named)]


class NewWallet(Wanted):
    label: Label
    relation: Relation = Relation.OWN


class WalletBody(BaseModel):
    wallet_id: str
    label: str
    created_at: datetime

    @classmethod
    def of(cls, wallet: Wallet) -> "WalletBody":
        return cls(wallet_id=wallet.id, label=wallet.label, created_at=wallet.created_at)


class Renaming(Wanted):
    label: Label


def wallet_routes(guards: Guards, wallets: Wallets, look: Callable[[str], None]) -> list[APIRouter]:
    return [_making(guards, wallets), _one(guards, wallets, look)]


def _making(guards: Guards, wallets: Wallets) -> APIRouter:
    router = closed_router(guards.session, prefix="/v1/wallets", tags=["wallets"])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(body: NewWallet, session: Here) -> OpeningBody:
        """Your own wallet (there is one: asked again, this answers it), or one for a person whom you care for."""
        wallet = await wallets.create(session.account_id, body.label, body.relation)
        shared = await wallets.shared(session.account_id)
        return OpeningBody.of(wallet, body.relation, is_shared=wallet.id in shared)

    @router.post("/take-over", status_code=HTTPStatus.CREATED)
    async def take_over(body: Linking, session: Here) -> OpeningBody:
        """Take a wallet over from your guardian, by the link that is shown to you. It is your own from then on."""
        wallet = await wallets.take_over(session.account_id, body.token)
        return OpeningBody.of(wallet, Relation.OWN, is_shared=True)

    return router


def _one(guards: Guards, wallets: Wallets, look: Callable[[str], None]) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["wallets"])

    @router.get("")
    async def show(wallet_id: InWallet) -> WalletBody:
        """What an app asks first; so it is also looked whether anything came meanwhile."""
        wallet = await wallets.find(wallet_id)
        look(wallet_id)
        return WalletBody.of(wallet)

    @router.patch("")
    async def rename(body: Renaming, wallet_id: InWallet) -> WalletBody:
        return WalletBody.of(await wallets.rename(wallet_id, body.label))

    @router.post("/guardian/end", status_code=HTTPStatus.NO_CONTENT, dependencies=guards.verified)
    async def end_guardian(wallet_id: InWallet) -> None:
        """End the guardian's access, as owner or as guardian, once the wallet has an owner. Needs the passkey."""
        await wallets.end_guardian(wallet_id)

    return router
