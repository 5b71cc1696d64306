"""GET /v1/identity: the DID that an operator registers on the ledger, and that verifiers trust."""

from fastapi import APIRouter
from pydantic import BaseModel

from agent.ports import PublicIdentity
from agent.service.auth import Guard, closed_router
from issuer.services.identity import IdentityState, identity_of


class IdentityBody(BaseModel):
    did: str
    verkey: str
    state: IdentityState


def identity_routes(guard: Guard, agent: PublicIdentity) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["identity"])

    @router.get("/identity")
    async def identity() -> IdentityBody:
        """The issuer's DID and whether it is public."""
        found = await identity_of(agent)
        return IdentityBody(did=found.key.did, verkey=found.key.verkey, state=found.state)

    return router
