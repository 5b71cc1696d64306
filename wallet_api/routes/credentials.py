"""The cards a wallet holds."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from agent.service.auth import closed_router
from wallet_api.domain.schema import schema_name
from wallet_api.routes.guard import SessionGuard, WalletId
from wallet_api.services.cards import Card, Cards


class CredentialBody(BaseModel):
    credential_id: str
    credential_type: str | None
    schema_id: str
    cred_def_id: str
    attributes: Mapping[str, str]
    revoked: bool | None
    """As the ledger says; null when it cannot be asked now."""

    @classmethod
    def of(cls, card: Card) -> "CredentialBody":
        held = card.credential
        return cls(
            credential_id=held.credential_id, credential_type=schema_name(held.schema_id), schema_id=held.schema_id,
            cred_def_id=held.cred_def_id, attributes=held.attributes, revoked=card.revoked,
        )  # fmt: skip


class CredentialList(BaseModel):
    credentials: Sequence[CredentialBody]


def credential_routes(guard: SessionGuard, cards: Cards) -> APIRouter:
    router = closed_router(guard, prefix="/v1/credentials", tags=["credentials"])

    @router.get("")
    async def every(wallet_id: Annotated[WalletId, Depends(guard)]) -> CredentialList:
        return CredentialList(credentials=[CredentialBody.of(card) for card in await cards.all(wallet_id)])

    @router.get("/{credential_id}")
    async def show(
        credential_id: Annotated[str, Path(max_length=200)], wallet_id: Annotated[WalletId, Depends(guard)]
    ) -> CredentialBody:
        return CredentialBody.of(await cards.find(wallet_id, credential_id))

    return router
