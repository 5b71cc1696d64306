"""POST /v1/offers/search: the offers of a patient, or of a lot; in the body, since many write addresses down."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.access.routes.guards import By
from agent.service.auth import Guard, closed_router
from issuer.domain.offer_search import OfferSearch, as_issued
from issuer.routes.bodies import OffersBody
from issuer.routes.offers import MAX_PAGE, OfferDesk

Text = Annotated[str, Field(min_length=1, max_length=256)]


class OfferSearchWanted(BaseModel):
    """Either `subject_id`, or `credential_type` with `lot_number`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    subject_id: Text | None = None
    """The issuer's pseudonym of the patient."""
    credential_type: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    lot_number: Text | None = None
    after: Annotated[str, Field(max_length=36)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = MAX_PAGE

    @model_validator(mode="after")
    def _one_way(self) -> "OfferSearchWanted":
        by_lot = self.credential_type is not None and self.lot_number is not None
        neither = self.credential_type is None and self.lot_number is None
        if not (by_lot if self.subject_id is None else neither):
            raise ValueError("either subject_id, or credential_type with lot_number")
        return self


def offer_search_routes(guard: Guard, desk: OfferDesk) -> APIRouter:
    router = closed_router(guard, prefix="/v1/offers", tags=["offers"])

    @router.post("/search")
    async def search(wanted: OfferSearchWanted, by: By) -> OffersBody:
        """Offers of a patient or of a lot, the newest first; how the values were written does not matter."""
        value = as_issued(wanted.subject_id or wanted.lot_number or "")
        if value is None:
            return OffersBody(offers=[], next_after=None)
        if wanted.subject_id is not None:
            meant = OfferSearch(subject_id=value)
        else:
            meant = OfferSearch(credential_type=wanted.credential_type, lot_number=value)
        return await desk.search(wanted.after, wanted.limit, meant, by)

    return router
