"""For those who ask for consent: ask, see what became of it, and read what was granted, item by item."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse

from agent.service.auth import closed_router, public_router
from agent.service.clock import Clock
from agent.service.rate_limits import RateLimit
from agent.signed_claims import PublicJwk, jwk_set
from wallet_api.domain.consent.asking import Purpose
from wallet_api.routes.asker_guard import Asker, AskerGuard
from wallet_api.routes.fhir_response import FHIR_CONTENT, FhirResponse
from wallet_api.routes.shared_bodies import Countersignature, NewRequest, RequestAsked, SharedConsent, SharedConsents
from wallet_api.services.consent.asked import Asked
from wallet_api.services.consent.looks import Looks, Wanted
from wallet_api.services.consent.requests import Requests

RECEIPT_KEYS_PATH = "/v1/consent-receipt-keys"
ConsentId = Annotated[str, Path(max_length=64)]
Handle = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


_ANY_CONTENT: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


def shared_routes(
    guard: AskerGuard, requests: Requests, looks: Looks, *, public_url: str, per_minute: int, clock: Clock
) -> APIRouter:
    router = closed_router(guard, prefix="/v1/shared", tags=["shared"])
    router.dependencies.append(Depends(RateLimit(burst=per_minute, per_minute=per_minute)))

    async def shown(asked: Asked) -> SharedConsent:
        return SharedConsent.of(asked, await requests.receipts.latest(asked.record) if asked.record else None)

    @router.post("/requests", status_code=HTTPStatus.CREATED)
    async def ask(body: NewRequest, asker: Asker) -> RequestAsked:
        """Ask for a consent. Show the link to the patient, unless an earlier consent says who that is."""
        asked = await requests.ask(asker, body.wish())
        return RequestAsked.of(asked, link=f"{public_url}/#/asked/{body.request_id}")

    @router.get("/consents")
    async def every(asker: Asker) -> SharedConsents:
        """What was granted to you, the newest first; also what is over."""
        found = await requests.of_asker(asker)
        return SharedConsents(consents=[await shown(each) for each in found])

    @router.get("/consents/{consent_id}")
    async def show(consent_id: ConsentId, asker: Asker) -> SharedConsent:
        return await shown(await requests.find(asker, consent_id))

    @router.get("/consents/{consent_id}/fhir", response_class=FhirResponse, responses=FHIR_CONTENT)
    async def fhir(consent_id: ConsentId, asker: Asker) -> Response:
        """As a FHIR R4 Consent (IHE Privacy Consent on FHIR)."""
        record = await requests.taken_up(asker, consent_id)
        return FhirResponse(await requests.receipts.with_receipt(record, clock()))

    @router.post("/consents/{consent_id}/countersignature", status_code=HTTPStatus.NO_CONTENT)
    async def countersign(consent_id: ConsentId, body: Countersignature, asker: Asker) -> None:
        """Sign your half of the receipt. The first signature stays."""
        await requests.countersign(asker, consent_id, body.signature)

    @router.get("/consents/{consent_id}/items/{handle}", response_class=StreamingResponse, responses=_ANY_CONTENT)
    async def look(
        consent_id: ConsentId, handle: Handle, purpose: Annotated[Purpose, Query()], asker: Asker
    ) -> Response:
        """The item as it is. Decided anew each time, written down, and told to the patient."""
        found = await looks.look(asker, Wanted(consent_id, handle, purpose))
        headers = {"Cache-Control": "no-store", "Content-Disposition": "attachment"}
        if found.permit.until is not None:
            headers["Salus-Consent-Until"] = found.permit.until.isoformat()
        return StreamingResponse(found.content.pieces, media_type=found.content.media_type, headers=headers)

    return router


def receipt_key_routes(keys: Sequence[PublicJwk]) -> APIRouter:
    router = public_router(tags=["shared"])

    @router.get(RECEIPT_KEYS_PATH)
    async def receipt_keys() -> dict[str, Any]:
        """The JWK set (RFC 7517) by which receipts of consents are checked."""
        return dict(jwk_set(keys))

    return router
