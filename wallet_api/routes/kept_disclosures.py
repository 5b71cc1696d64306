"""For the operator: what the law keeps of who left, as it is sealed. `salus wallet kept-disclosures` opens it."""

import base64
from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind
from agent.audit.services.writing import AuditLog
from agent.service.auth import Guard, closed_router
from agent.service.clock import Clock
from wallet_api.store.kept import KeptStore

KEPT_PATH = "/v1/kept-disclosures"
OPERATOR = Named("operator")


class SealedBody(BaseModel):
    sealed: str
    """In base64: a file of age (age-encryption.org/v1) to the retention key."""
    kept_until: datetime
    """It is destroyed at this moment."""


class SealedList(BaseModel):
    kept: Sequence[SealedBody]
    """What is over first, first."""


def kept_routes(guard: Guard, store: KeptStore, log: AuditLog, clock: Clock) -> APIRouter:
    router = closed_router(guard, tags=["kept disclosures"])

    @router.get(KEPT_PATH)
    async def every() -> SealedList:
        """Disclosures that the law keeps after an erasure, each sealed to the retention key. Fetching them is an
        event of the log."""
        await log.write_alone(Happened(Kind.READ, "kept-disclosures-fetched", OPERATOR, Named("kept-disclosures")))
        return SealedList(
            kept=[
                SealedBody(sealed=base64.b64encode(each.sealed).decode(), kept_until=each.kept_until)
                for each in await store.all(clock())
            ]
        )

    return router
