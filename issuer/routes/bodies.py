"""What clients send and get about offers. Attribute values come in and never go out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from agent.errors import InvalidInput
from agent.service.links import Links
from agent.service.problems import FieldFault, json_pointer, problem_response
from issuer.domain.claims import Fault
from issuer.domain.offer import Offer, OfferState, Reason

MAX_CLAIMS = 250

Claim = Annotated[StrictStr, Field(max_length=4096)] | StrictInt | None

EXAMPLE_CLAIMS: Mapping[str, Claim] = {
    "subject_id": "P-4711",
    "family_name": "Example",
    "given_name": "Anna",
    "birth_dateint": "1990-05-17",
    "target_disease_code": 14189004,
    "target_disease": "Measles",
    "occurrence_dateint": "2024-03-01",
    "valid_from_dateint": "2024-03-15",
    "dose_number": 1,
    "performer_org": "Salus Vaccination Centre",
    "event_id": "E-1",
}


class OfferWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    credential_type: Annotated[str, Field(min_length=1, max_length=64, examples=["vaccination"])]
    claims: Annotated[dict[str, Claim], Field(max_length=MAX_CLAIMS, examples=[EXAMPLE_CLAIMS])]
    """Values by attribute name; those left out become the type's value for unknown."""


class OfferBody(BaseModel):
    offer_id: str
    credential_type: str
    type_version: str
    state: OfferState
    reason: Reason | None
    """Why it failed, or why its acknowledgement is no longer awaited."""
    url: str | None
    """What the QR code holds; None once nobody can take the offer up any more."""
    cred_def_id: str
    rev_reg_id: str | None
    cred_rev_id: int | None
    created_at: datetime
    expires_at: datetime
    issued_at: datetime | None
    revoked_at: datetime | None


class OffersBody(BaseModel):
    offers: list[OfferBody]
    next_after: str | None
    """Give it as `after` for the next page; None on the last one."""


async def offer_body(offer: Offer, links: Links) -> OfferBody:
    """The offer as a client sees it, with its link while that can be used."""
    link = await links.current(offer.offer_id)
    return OfferBody(
        offer_id=offer.offer_id,
        credential_type=offer.credential_type,
        type_version=offer.type_version,
        state=offer.state,
        reason=offer.reason,
        url=link.url if link else None,
        cred_def_id=offer.cred_def_id,
        rev_reg_id=offer.rev_reg_id,
        cred_rev_id=offer.cred_rev_id,
        created_at=offer.created_at,
        expires_at=offer.expires_at,
        issued_at=offer.issued_at,
        revoked_at=offer.revoked_at,
    )


class ClaimsNotAccepted(InvalidInput):
    """Some claims cannot be issued as they are."""

    code = "claims-refused"
    next_step = "Correct the fields named in 'errors' and send it again."


def claims_refused(faults: Iterable[Fault]) -> JSONResponse:
    """The problem, with a sentence for each field at fault and no value."""
    problem = ClaimsNotAccepted("The claims cannot be issued as they are; nothing was stored.")
    errors = [
        FieldFault(pointer=json_pointer("body", "claims", fault.field), reason="claim_refused", message=fault.sentence)
        for fault in faults
    ]
    return problem_response(problem, errors=errors)
