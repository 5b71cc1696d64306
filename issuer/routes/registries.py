"""GET /v1/credential-types/{name}/registries: the issuer's revocation registries beside the ledger's."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from agent.service.auth import Guard, closed_router
from issuer.domain.registry_comparison import RegistryComparison
from issuer.services.registries import Registries


class RegistryBody(BaseModel):
    rev_reg_id: str
    size: int
    issued: int
    revoked: int
    revoked_on_ledger: int
    missing_on_ledger: list[int]
    """Indexes that are revoked here and not on the ledger."""
    not_revoked_here: list[str]
    """Offers that count as valid here and are revoked on the ledger."""

    @classmethod
    def of(cls, found: RegistryComparison) -> "RegistryBody":
        return cls(
            rev_reg_id=found.rev_reg_id,
            size=found.size,
            issued=found.issued,
            revoked=found.revoked,
            revoked_on_ledger=found.revoked_on_ledger,
            missing_on_ledger=sorted(found.missing_on_ledger),
            not_revoked_here=sorted(found.not_revoked_here),
        )


class RegistriesBody(BaseModel):
    registries: list[RegistryBody]


def registry_routes(guard: Guard, registries: Registries) -> APIRouter:
    router = closed_router(guard, prefix="/v1/credential-types", tags=["credential types"])

    @router.get("/{name}/registries")
    async def of_type(name: Annotated[str, Path(max_length=64)]) -> RegistriesBody:
        """All registries of the type, compared with the ledger now."""
        return RegistriesBody(registries=[RegistryBody.of(each) for each in await registries.of_type(name)])

    return router
