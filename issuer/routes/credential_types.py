"""GET /v1/credential-types: what this issuer can offer, and how far it is published."""

from collections.abc import Mapping

from fastapi import APIRouter
from pydantic import BaseModel

from agent.service.auth import Guard, closed_router
from issuer.domain.credential_type import AttributeKind, CredentialType
from issuer.domain.publication import Publication, PublicationState
from issuer.publication_store import PublicationStore


class AttributeBody(BaseModel):
    name: str
    kind: AttributeKind
    meaning: str
    required: bool


class PublicationProblemBody(BaseModel):
    code: str
    sentence: str


class CredentialTypeBody(BaseModel):
    name: str
    version: str
    title: str
    state: PublicationState
    schema_id: str | None
    cred_def_id: str | None
    attributes: list[AttributeBody]
    problem: PublicationProblemBody | None


class CredentialTypesBody(BaseModel):
    credential_types: list[CredentialTypeBody]


def credential_type_routes(
    guard: Guard, types: Mapping[str, CredentialType], publications: PublicationStore
) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["credential types"])

    @router.get("/credential-types")
    async def credential_types() -> CredentialTypesBody:
        """All types of this issuer."""
        bodies = [_body(each, await publications.find(each)) for each in types.values()]
        return CredentialTypesBody(credential_types=bodies)

    return router


def _body(found: CredentialType, published: Publication) -> CredentialTypeBody:
    problem = published.problem
    return CredentialTypeBody(
        name=found.name,
        version=found.version,
        title=found.title,
        state=published.state,
        schema_id=published.schema_id,
        cred_def_id=published.cred_def_id,
        attributes=[
            AttributeBody(name=each.name, kind=each.kind, meaning=each.meaning, required=each.required)
            for each in found.attributes
        ],
        problem=PublicationProblemBody(code=problem.code, sentence=problem.sentence) if problem else None,
    )
