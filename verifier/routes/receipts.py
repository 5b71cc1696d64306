"""The receipt of a verdict, and the public keys by which anybody checks it, without asking us again."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from agent.service.auth import Guard, closed_router, public_router
from verifier.services.receipts import Receipts

KEYS_PATH = "/v1/receipt-keys"
MEDIA_TYPE = "application/jwt"
VerificationId = Annotated[str, Path(max_length=36)]


class ReceiptKey(BaseModel):
    """A public JWK (RFC 8037)."""

    kty: str
    crv: str
    x: str
    kid: str
    """Thumbprint (RFC 7638); a receipt names it in its header."""
    use: str
    alg: str


class ReceiptKeys(BaseModel):
    """A JWK set (RFC 7517)."""

    keys: list[ReceiptKey]


def receipt_routes(guard: Guard, receipts: Receipts) -> list[APIRouter]:
    return [_receipts(guard, receipts), _keys(receipts)]


def _receipts(guard: Guard, receipts: Receipts) -> APIRouter:
    router = closed_router(guard, prefix="/v1/verifications", tags=["receipts"])

    @router.get("/{verification_id}/receipt", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
    async def receipt(verification_id: VerificationId) -> Response:
        """The signed receipt of the verdict, a JWT of type `salus-receipt+jwt`. It has no personal data."""
        return Response(await receipts.of(verification_id), media_type=MEDIA_TYPE)

    return router


def _keys(receipts: Receipts) -> APIRouter:
    router = public_router(tags=["receipts"])

    @router.get(KEYS_PATH)
    async def receipt_keys() -> ReceiptKeys:
        """The keys that receipts are checked by, the one in force first. Open to anybody; empty without a key."""
        return ReceiptKeys.model_validate(receipts.keys())

    return router
