"""Offers of credentials."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from agent.service.auth import closed_router
from wallet_api.domain.schema import schema_name
from wallet_api.domain.states import OfferState, Reason
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.offers import Offers, ShownOffer


class OfferBody(BaseModel):
    offer_id: str
    state: OfferState
    reason: Reason | None
    issuer: OrganisationBody | None
    """By whom alone the card can be signed, as the registry names them; null for somebody unknown."""
    claimed_label: str
    """What the other side calls itself: a claim."""
    credential_type: str | None
    schema_id: str | None
    cred_def_id: str | None
    attributes: Mapping[str, str]
    """What would be stored; empty when the offer is over."""
    created_at: datetime
    changed_at: datetime
    expires_at: datetime
    credential_id: str | None

    @classmethod
    def of(cls, shown: ShownOffer) -> "OfferBody":
        offer = shown.offer
        return cls(
            offer_id=offer.id, state=offer.state, reason=offer.reason,
            issuer=OrganisationBody.of(shown.issuer), claimed_label=offer.claimed_label,
            credential_type=schema_name(offer.schema_id), schema_id=offer.schema_id, cred_def_id=offer.cred_def_id,
            attributes=shown.attributes, created_at=offer.created_at, changed_at=offer.changed_at,
            expires_at=offer.expires_at, credential_id=offer.credential_id,
        )  # fmt: skip


class OfferList(BaseModel):
    offers: Sequence[OfferBody]


class OfferAnswered(BaseModel):
    offer_id: str


def offer_routes(guards: Guards, offers: Offers) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/offers", tags=["offers"])

    @router.get("")
    async def every(wallet_id: InWallet) -> OfferList:
        """The newest first."""
        return OfferList(offers=[OfferBody.of(shown) for shown in await offers.all(wallet_id)])

    @router.get("/{offer_id}")
    async def show(offer_id: RowId, wallet_id: InWallet) -> OfferBody:
        return OfferBody.of(await offers.show(wallet_id, offer_id))

    @router.post("/{offer_id}/accept", status_code=HTTPStatus.ACCEPTED)
    async def accept(offer_id: RowId, wallet_id: InWallet) -> OfferAnswered:
        """Ask the issuer for the credential; an event tells when it is stored."""
        await offers.accept(wallet_id, offer_id)
        return OfferAnswered(offer_id=offer_id)

    @router.post("/{offer_id}/decline", status_code=HTTPStatus.ACCEPTED)
    async def decline(offer_id: RowId, wallet_id: InWallet) -> OfferAnswered:
        await offers.decline(wallet_id, offer_id)
        return OfferAnswered(offer_id=offer_id)

    return router
