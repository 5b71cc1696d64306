"""For those who may put something into a wallet: one call for each record, with a signed statement of it."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from pydantic import BaseModel

from agent.service.auth import closed_router
from agent.service.rate_limits import RateLimit
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.deposit import DEPOSIT_ID, MAX_STATEMENT
from wallet_api.routes.asker_guard import Asker, AskerGuard
from wallet_api.routes.records import BINARY, media_type_of
from wallet_api.routes.shared import ConsentId
from wallet_api.services.consent.deposits import Deposits, Offered

DEPOSIT_PATH = re.compile(r"/v1/shared/consents/[^/]+/deposits/[^/]+$")
DepositId = Annotated[str, Path(pattern=DEPOSIT_ID)]
Statement = Annotated[str, Header(alias="Salus-Deposit", max_length=MAX_STATEMENT)]


class DepositBody(BaseModel):
    deposit_id: str
    consent_id: str
    size_bytes: int
    created_at: datetime


def _offered(
    consent_id: ConsentId, deposit_id: DepositId, purpose: Annotated[Purpose, Query()], statement: Statement,
    request: Request,
) -> Offered:  # fmt: skip
    return Offered(consent_id, deposit_id, purpose, media_type_of(request), statement)


def deposit_routes(guard: AskerGuard, deposits: Deposits, *, per_minute: int) -> APIRouter:
    router = closed_router(guard, prefix="/v1/shared", tags=["shared"])
    router.dependencies.append(Depends(RateLimit(burst=per_minute, per_minute=per_minute)))

    @router.put(
        "/consents/{consent_id}/deposits/{deposit_id}", status_code=HTTPStatus.CREATED,
        openapi_extra={"requestBody": {"required": True, "content": BINARY}},
    )  # fmt: skip
    async def put(offered: Annotated[Offered, Depends(_offered)], asker: Asker, request: Request) -> DepositBody:
        """Put a record into the wallet: the content as it is, at most 50 MB (5 MB of a FHIR resource).

        `Salus-Deposit` is a JWT of type salus-deposit+jwt by the key of the DPoP proof: consent_id, deposit_id, title,
        category, sensitivity, day, media_type, sha256 (of the content, hexadecimal), iat. Decided anew each time,
        written down, and told to the patient. Sent again, it is the same record.
        """
        kept = await deposits.put(asker, offered, request.stream())
        return DepositBody(
            deposit_id=offered.deposit_id, consent_id=offered.consent_id, size_bytes=kept.stored.size_bytes,
            created_at=kept.stored.created_at,
        )  # fmt: skip

    return router
