"""The cards a wallet holds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from agent.audit.domain.happened import Named
from agent.protocol import CredentialId
from agent.service.auth import closed_router
from wallet_api.domain.card_state import CardState
from wallet_api.domain.schema import schema_name
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.routes.wallets import OF_ONE
from wallet_api.services.audited import Audited
from wallet_api.services.card_deletion import CardDeletion
from wallet_api.services.cards import Card, Cards


class CardBody(BaseModel):
    """A card as the list shows it: by what a person knows it, without its values."""

    credential_id: str
    credential_type: str | None
    schema_id: str
    cred_def_id: str
    revoked: bool | None
    """As the ledger says; null when it cannot be asked now."""
    replaced: bool
    """Whether a newer card says the same thing anew."""
    state: CardState
    """What this comes to on this day, with the day on which it ends."""
    group_id: str
    """The same for cards that are one card to a person, as the doses of one jab against three diseases."""
    title: str
    subtitle: str
    day: date | None
    until: date | None
    """The last day on which it is good; null if none, or unknown."""
    issuer: OrganisationBody | None
    """Who issued it, as the registry names them; null for somebody unknown."""
    claimed_label: str
    """What its issuer calls itself: a claim."""
    stored_at: datetime | None

    @classmethod
    def of(cls, card: Card) -> "CardBody":
        held, face = card.credential, card.face
        return cls(
            credential_id=held.credential_id, credential_type=schema_name(held.schema_id), schema_id=held.schema_id,
            cred_def_id=held.cred_def_id, revoked=card.revoked, replaced=face.replaced, state=card.state,
            group_id=face.group_id, title=face.title, subtitle=face.subtitle, day=face.day, until=face.until,
            issuer=OrganisationBody.of(card.issuer), claimed_label=card.claimed_label, stored_at=card.stored_at,
        )  # fmt: skip


class CredentialBody(CardBody):
    attributes: Mapping[str, str]


class CredentialList(BaseModel):
    credentials: Sequence[CardBody]


def credential_routes(guards: Guards, cards: Cards, deletion: CardDeletion, audited: Audited) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/credentials", tags=["credentials"])

    @router.get("")
    async def every(wallet_id: InWallet) -> CredentialList:
        return CredentialList(credentials=[CardBody.of(card) for card in await cards.all(wallet_id)])

    @router.get("/{credential_id}", dependencies=guards.verified)
    async def show(
        credential_id: Annotated[str, Path(max_length=200)],
        wallet_id: InWallet,
    ) -> CredentialBody:
        """With all its values. Needs the passkey."""
        card = await cards.find(wallet_id, credential_id)
        await audited.seen(wallet_id, "card-seen", Named("card", credential_id))
        return CredentialBody(**dict(CardBody.of(card)), attributes=card.credential.attributes)

    @router.delete("/{credential_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=guards.verified)
    async def delete(credential_id: Annotated[str, Path(max_length=200)], wallet_id: InWallet) -> None:
        """For good, with what is kept of how it came. What was shown of it stays with who saw it. Needs the passkey."""
        await deletion.delete(wallet_id, CredentialId(credential_id))

    return router
