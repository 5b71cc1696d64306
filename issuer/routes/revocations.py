"""/v1/revocations: revoke many credentials by one order, and see how far it is."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.access.routes.guards import By, MachineDoors
from agent.service.auth import closed_router
from issuer.domain.offer import OfferState
from issuer.domain.revocation_order import OrderProgress, Refusal, RevocationOrder, Treatment
from issuer.domain.scope import Scope
from issuer.services.recalls import Recalls
from issuer.services.revoking_many import RevokingMany

MAX_NAMED = 5000
OfferId = Annotated[str, Field(min_length=1, max_length=36)]
RevocationId = Annotated[str, Path(max_length=36)]


class RevocationWanted(BaseModel):
    """Either `offer_ids`, or `credential_type` with `lot_number`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    offer_ids: Annotated[list[OfferId], Field(min_length=1, max_length=MAX_NAMED)] | None = None
    credential_type: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    lot_number: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    dry_run: bool = False
    """Only count what would be done."""

    @model_validator(mode="after")
    def _one_way(self) -> "RevocationWanted":
        by_lot = self.credential_type is not None and self.lot_number is not None
        neither = self.credential_type is None and self.lot_number is None
        if not (by_lot if self.offer_ids is None else neither):
            raise ValueError("either offer_ids, or credential_type with lot_number")
        return self


class RefusedBody(BaseModel):
    offer_id: str
    reason: Refusal


class RevocationPlanBody(BaseModel):
    """What an order would do."""

    to_revoke: int
    to_withdraw: int
    refused: list[RefusedBody]


class RevocationBody(BaseModel):
    revocation_id: str
    credential_type: str | None
    lot_number: str | None
    created_at: datetime
    lifted_at: datetime | None
    """When the lot was let go; until then no offer of it is made."""
    done: bool
    """The ledger has all that was to be revoked."""
    revoking: int
    revoked: int
    withdrawing: int
    withdrawn: int
    refused: list[RefusedBody]


@dataclass(frozen=True)
class RevocationDesk:
    """What the routes of revocations call."""

    revoking: RevokingMany
    recalls: Recalls


def revocation_routes(doors: MachineDoors, desk: RevocationDesk) -> list[APIRouter]:
    reading, writing = (
        closed_router(doors.needing(scope), prefix="/v1/revocations", tags=["revocations"])
        for scope in (Scope.OFFERS_READ, Scope.REVOKE)
    )

    @writing.post(
        "",
        status_code=HTTPStatus.ACCEPTED,
        responses={200: {"model": RevocationPlanBody, "description": "What the order would do."}},
    )
    async def order(wanted: RevocationWanted, by: By, response: Response) -> RevocationBody | RevocationPlanBody:
        """Revoke what is named: 202, and 200 for a dry run. What is not issued yet is withdrawn.

        A lot stays recalled: offers of it are refused until the recall is lifted.
        """
        meant = await _meant(desk.revoking, wanted)
        if wanted.dry_run:
            response.status_code = HTTPStatus.OK
            return _plan(meant)
        return _body(await desk.revoking.give(meant, by))

    @writing.post("/{revocation_id}/lift")
    async def lift(revocation_id: RevocationId, by: By) -> RevocationBody:
        """Let the lot be offered again; what was revoked stays revoked."""
        await desk.recalls.lift(revocation_id, by)
        return _body(await desk.revoking.progress(revocation_id))

    @reading.get("/{revocation_id}")
    async def progress(revocation_id: RevocationId) -> RevocationBody:
        return _body(await desk.revoking.progress(revocation_id))

    return [reading, writing]


async def _meant(revoking: RevokingMany, wanted: RevocationWanted) -> RevocationOrder:
    if wanted.credential_type is not None and wanted.lot_number is not None:
        return await revoking.of_lot(wanted.credential_type, wanted.lot_number)
    return await revoking.of_offers(wanted.offer_ids or ())


def _plan(order: RevocationOrder) -> RevocationPlanBody:
    return RevocationPlanBody(
        to_revoke=order.count(Treatment.REVOKE),
        to_withdraw=order.count(Treatment.WITHDRAW),
        refused=[RefusedBody(offer_id=each, reason=reason) for each, reason in order.refusals.items()],
    )


def _body(progress: OrderProgress) -> RevocationBody:
    counts = progress.counts
    return RevocationBody(
        revocation_id=progress.revocation_id,
        credential_type=progress.credential_type,
        lot_number=progress.lot_number,
        created_at=progress.created_at,
        lifted_at=progress.lifted_at,
        done=progress.done,
        revoking=counts.get(OfferState.REVOKING, 0),
        revoked=counts.get(OfferState.REVOKED, 0),
        withdrawing=counts.get(OfferState.WITHDRAWING, 0),
        withdrawn=counts.get(OfferState.WITHDRAWN, 0),
        refused=[RefusedBody(offer_id=each, reason=reason) for each, reason in progress.refusals.items()],
    )
