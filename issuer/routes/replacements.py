"""/v1/offers/{offer_id}/replace: put a corrected credential in the place of one that was issued."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.access.domain.act import Actor
from agent.access.routes.guards import By, MachineDoors
from agent.service.auth import closed_router
from issuer.domain.claims import ClaimsRefused
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState
from issuer.domain.scope import Scope
from issuer.routes.bodies import MAX_CLAIMS, Claim, claims_refused
from issuer.services.replacing import Replacing

OfferId = Annotated[str, Path(max_length=36)]


class ReplacementWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    claims: Annotated[dict[str, Claim], Field(max_length=MAX_CLAIMS)]
    """All values of the new credential; nothing is taken over from the old one."""
    reason: ReplacementReason


class ReplacementBody(BaseModel):
    old_offer_id: str
    new_offer_id: str
    """There is no offer of this id until the state is `telling`."""
    state: ReplacementState
    reason: ReplacementReason
    created_at: datetime

    @classmethod
    def of(cls, found: Replacement) -> "ReplacementBody":
        return cls.model_validate(found, from_attributes=True)


@dataclass(frozen=True)
class ReplacementDesk:
    """What the routes of replacements call."""

    replacing: Replacing
    begin_at: Callable[[str], None]
    """Asks for the replacement of an offer to be advanced soon."""

    async def begin(
        self, offer_id: str, claims: Mapping[str, str | int | None], reason: ReplacementReason, by: Actor
    ) -> Replacement:
        begun = await self.replacing.begin(offer_id, claims, reason, by)
        self.begin_at(offer_id)
        return begun


def replacement_routes(doors: MachineDoors, desk: ReplacementDesk) -> list[APIRouter]:
    reading, writing = (
        closed_router(doors.needing(scope), prefix="/v1/offers", tags=["replacements"])
        for scope in (Scope.OFFERS_READ, Scope.REVOKE)
    )

    @writing.post("/{offer_id}/replace", status_code=HTTPStatus.ACCEPTED, response_model=ReplacementBody)
    async def replace(offer_id: OfferId, wanted: ReplacementWanted, by: By) -> ReplacementBody | Response:
        """Revoke the old credential, offer the new one, tell the holder."""
        try:
            return ReplacementBody.of(await desk.begin(offer_id, wanted.claims, wanted.reason, by))
        except ClaimsRefused as refused:
            return claims_refused(refused.faults)

    @reading.get("/{offer_id}/replacement")
    async def replacement(offer_id: OfferId) -> ReplacementBody:
        return ReplacementBody.of(await desk.replacing.find(offer_id))

    return [reading, writing]
