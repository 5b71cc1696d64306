"""GET /v1/identity: the verifier's DID. It needs no role on the ledger, and verifying does not wait for it."""

from fastapi import APIRouter
from pydantic import BaseModel

from agent.ports import PublicIdentity
from agent.service.auth import Guard, closed_router
from verifier.services.identity import IdentityState, identity_of


class IdentityBody(BaseModel):
    did: str
    verkey: str
    state: IdentityState


def identity_routes(guard: Guard, agent: PublicIdentity) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["identity"])

    @router.get("/identity")
    async def identity() -> IdentityBody:
        """The verifier's DID and whether it is public."""
        found = await identity_of(agent)
        return IdentityBody(did=found.key.did, verkey=found.key.verkey, state=found.state)

    return router
