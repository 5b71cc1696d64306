"""Offers as they stand in the database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from agent.protocol import CredDefId, ExchangeId, InvitationId
from issuer.domain.offer import Offer, OfferState

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CRED_DEF_ID = CredDefId("Th7MpTaRZVRYnPiabds81Y:3:CL:8:v1")
REV_REG_ID = "Th7MpTaRZVRYnPiabds81Y:4:Th7MpTaRZVRYnPiabds81Y:3:CL:8:v1:CL_ACCUM:0"
CLAIMS: dict[str, str | int] = {
    "subject_id": "S-1",
    "family_name": "Okafor",
    "given_name": "Ana",
    "birth_dateint": "1990-05-17",
    "target_disease_code": 14189004,
    "target_disease": "Measles",
    "occurrence_dateint": "20240301",
    "valid_from_dateint": "20240315",
    "dose_number": 1,
    "performer_org": "Salus Vaccination Centre",
    "event_id": "E-1",
}


def offer(state: OfferState = OfferState.OFFERED, *, at: datetime = NOW, held: bool = True, **values: object) -> Offer:
    """An offer made at a moment; `held` if the agent has an exchange of it."""
    made: dict[str, object] = {
        "offer_id": str(uuid4()),
        "credential_type": "vaccination",
        "type_version": "1.0",
        "cred_def_id": CRED_DEF_ID,
        "state": state,
        "created_at": at,
        "expires_at": at + timedelta(minutes=10),
        "attributes": {"family_name": "Okafor"},
        "exchange_id": ExchangeId(str(uuid4())) if held else None,
        "invitation_id": InvitationId(str(uuid4())) if held else None,
    }
    return Offer(**(made | values))
