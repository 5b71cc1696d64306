"""/v1/credential-types: what this issuer can offer, how its cards look, and how far it is published."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from pydantic import BaseModel

from agent.access.routes.guards import MachineDoors
from agent.service.auth import closed_router
from issuer.domain.card_display import CardDisplay
from issuer.domain.credential_type import AttributeKind, AttributeType, CredentialType, Publish
from issuer.domain.publication import Publication, PublicationState
from issuer.domain.scope import Scope
from issuer.publication_store import PublicationStore


class AttributeBody(BaseModel):
    name: str
    kind: AttributeKind
    meaning: str
    required: bool
    unknown: str
    unit: str
    code_system: str


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
    publish: Publish
    subject: str
    validity: str | None
    recall: str | None
    display: CardDisplay
    attributes: list[AttributeBody]
    problem: PublicationProblemBody | None


class CredentialTypesBody(BaseModel):
    credential_types: list[CredentialTypeBody]


def credential_type_routes(
    doors: MachineDoors,
    types: Mapping[str, CredentialType],
    publications: PublicationStore,
    publish_missing: Callable[[], Awaitable[None]],
) -> list[APIRouter]:
    reading, writing = (
        closed_router(doors.needing(scope), prefix="/v1/credential-types", tags=["credential types"])
        for scope in (Scope.TYPES_READ, Scope.TYPES_WRITE)
    )

    async def told() -> CredentialTypesBody:
        bodies = [_body(each, await publications.find(each)) for each in types.values()]
        return CredentialTypesBody(credential_types=bodies)

    @reading.get("")
    async def credential_types() -> CredentialTypesBody:
        """All types of this issuer."""
        return await told()

    @writing.post("/publish")
    async def publish() -> CredentialTypesBody:
        """Publish what is not ready, and answer when that is done or has failed. Safe to repeat."""
        await publish_missing()
        return await told()

    return [reading, writing]


def _body(found: CredentialType, published: Publication) -> CredentialTypeBody:
    problem = published.problem
    return CredentialTypeBody(
        name=found.name,
        version=found.version,
        title=found.title,
        state=published.state,
        schema_id=published.schema_id,
        cred_def_id=published.cred_def_id,
        publish=found.publish,
        subject=found.subject,
        validity=found.validity,
        recall=found.recall,
        display=found.display,
        attributes=[_attribute(each) for each in found.attributes],
        problem=PublicationProblemBody(code=problem.code, sentence=problem.sentence) if problem else None,
    )


def _attribute(found: AttributeType) -> AttributeBody:
    return AttributeBody(
        name=found.name,
        kind=found.kind,
        meaning=found.meaning,
        required=found.required,
        unknown=found.unknown,
        unit=found.unit,
        code_system=found.code_system,
    )
