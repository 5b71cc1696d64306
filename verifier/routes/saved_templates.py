"""/v1/request-templates/{id}: one template with its versions, and a new version of it, in force at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from agent.access.routes.guards import By, MachineDoors
from agent.errors import NotFound
from agent.service.auth import Guard, closed_router
from agent.yaml_files import BrokenFile
from verifier.domain.scope import Scope
from verifier.domain.template import Template
from verifier.files.template_files import TemplateRefused, template_from
from verifier.services.template_keeping import KnownVersions, TemplateKeeping
from verifier.services.templates import content_of

TemplateId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,35}$")]


class UnusableTemplate(TemplateRefused):
    """The template that was sent cannot be asked by."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Correct the template and send it again."


class TemplateBody(BaseModel):
    """As a template's file has it."""

    model_config = ConfigDict(extra="forbid")
    template: Mapping[str, Any]
    file: str | None
    """Null where it was saved here."""


class EditionBody(BaseModel):
    version: str
    at: datetime
    by: str
    """Who saved it: `user:ID`, `api-key:ID` or `operator`."""
    template: Mapping[str, Any] | None
    """Null: it was retired."""


class AskedBody(BaseModel):
    version: str
    since: datetime
    """When it was first asked by."""
    template: Mapping[str, Any]


class VersionsBody(BaseModel):
    in_force: str | None
    saved: Sequence[EditionBody]
    """The newest first."""
    asked: Sequence[AskedBody]
    """Also those that came from files; the first one first."""


def saved_template_routes(doors: MachineDoors, keeping: TemplateKeeping) -> list[APIRouter]:
    return [
        _reading(doors.needing(Scope.TEMPLATES_READ), keeping),
        _writing(doors.needing(Scope.TEMPLATES_WRITE), keeping),
    ]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix="/v1/request-templates/{template_id}", tags=["request templates"])


def _reading(guard: Guard, keeping: TemplateKeeping) -> APIRouter:
    router = _router(guard)

    @router.get("")
    async def one(template_id: TemplateId) -> TemplateBody:
        """The version in force."""
        return await _in_force(keeping, template_id)

    @router.get("/versions")
    async def versions(template_id: TemplateId) -> VersionsBody:
        """Every version that was saved here or asked by."""
        known = await keeping.versions(template_id)
        if known.highest is None:
            raise NotFound("There is no such request template.")
        in_force = (await keeping.templates.catalogue()).in_force.get(template_id)
        return _versions(known, in_force)

    return router


def _writing(guard: Guard, keeping: TemplateKeeping) -> APIRouter:
    router = _router(guard)

    @router.put("")
    async def save(template_id: TemplateId, sent: Mapping[str, Any], by: By) -> TemplateBody:
        """A new version, in force at once. Its version is higher than every one that is known."""
        template = read_template({"id": template_id, **sent})
        if template.id != template_id:
            raise UnusableTemplate("The template cannot be used: id: it differs from the address.")
        await keeping.save(template, by)
        return await _in_force(keeping, template_id)

    @router.post("/retire")
    async def retire(template_id: TemplateId, by: By) -> VersionsBody:
        """Offer it no more, until a higher version is saved. What was asked by it goes on."""
        await keeping.retire(template_id, by)
        return _versions(await keeping.versions(template_id), None)

    return router


def read_template(data: Mapping[str, Any]) -> Template:
    """Raises UnusableTemplate, with the place and the reason."""
    try:
        return template_from(dict(data))
    except BrokenFile as refused:
        raise UnusableTemplate(f"The template cannot be used: {refused}.") from None


async def _in_force(keeping: TemplateKeeping, template_id: str) -> TemplateBody:
    found = await keeping.templates.catalogue()
    if template_id in found.in_force:
        content = content_of(found.in_force[template_id])
        return TemplateBody(template=content, file=found.files.get(template_id))
    await keeping.templates.find(template_id)  # says why it is not there
    raise NotFound("There is no such request template.")


def _versions(known: KnownVersions, in_force: Template | None) -> VersionsBody:
    return VersionsBody(
        in_force=in_force.version if in_force else None,
        saved=[
            EditionBody(version=each.version, at=each.at, by=str(each.by), template=each.content)
            for each in known.saved
        ],
        asked=[AskedBody(version=each.version, since=each.since, template=each.content) for each in known.asked],
    )
