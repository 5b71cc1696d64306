"""/v1/request-templates: what can be asked here, which files cannot, and a template tried on sample cards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.service.auth import Guard, closed_router
from agent.service.clock import Clock
from verifier.domain.asking import CopiesNotPossible
from verifier.domain.dry_run import DryRun, SampleCard, dry_run
from verifier.domain.group import Copies
from verifier.domain.language import Language
from verifier.domain.template import Template
from verifier.domain.verdict import Reason
from verifier.routes.saved_templates import read_template
from verifier.services.asking import WrongCopies
from verifier.services.templates import Templates


class RequestTemplateBody(BaseModel):
    id: str
    version: str
    title: str
    purpose: str
    keep_for_s: int
    """How long the values shown by a VALID answer are kept; 0: not at all."""
    copies: Mapping[str, Copies]
    """Group -> how often it can be asked."""
    file: str | None
    """Where it comes from; null where it was saved here."""


class RetiredBody(BaseModel):
    id: str
    version: str
    """The last one that was in force."""
    at: datetime


class RefusedFile(BaseModel):
    file: str
    template_id: str
    reason: str


class RequestTemplatesBody(BaseModel):
    request_templates: Sequence[RequestTemplateBody]
    refused: Sequence[RefusedFile]
    """Files that are not in force."""
    retired: Sequence[RetiredBody]


class SampleCardBody(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    credential_type: Annotated[str, Field(max_length=64)]
    attributes: Annotated[Mapping[str, str], Field(max_length=200)]


class DryRunWanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    template: Mapping[str, Any]
    cards: Annotated[Sequence[SampleCardBody], Field(max_length=50)] = ()
    copies: Mapping[str, int] = {}


class ProvedBody(BaseModel):
    attribute: str
    comparison: str
    value: int
    holds: bool


class TriedGroupBody(BaseModel):
    referent: str
    credential_type: str
    card: int | None
    revealed: Mapping[str, str]
    proved: Sequence[ProvedBody]
    reason: Reason | None


class DryRunBody(BaseModel):
    """Issuer, day of issuance and revocation are not tried: sample cards have none."""

    holds: bool
    reason: Reason | None
    copies_needed: Mapping[str, int] | None
    groups: Sequence[TriedGroupBody]


def request_template_routes(guard: Guard, templates: Templates, clock: Clock) -> APIRouter:
    router = closed_router(guard, prefix="/v1/request-templates", tags=["request templates"])

    @router.get("")
    async def request_templates(language: Annotated[Language, Query()] = Language.ENGLISH) -> RequestTemplatesBody:
        """The questions that this verifier can ask, and the files that it cannot ask by."""
        found = await templates.catalogue()
        return RequestTemplatesBody(
            request_templates=[_body(each, language, found.files.get(each.id)) for each in found.in_force.values()],
            refused=[RefusedFile.model_validate(each, from_attributes=True) for each in found.refused],
            retired=[RetiredBody(id=name, version=each.version, at=each.at) for name, each in found.retired.items()],
        )

    @router.post("/dry-run", status_code=HTTPStatus.OK)
    async def try_out(wanted: DryRunWanted, response: Response) -> DryRunBody:
        """What a template would show and prove of sample cards, and whether it would hold. Nothing is kept."""
        response.headers["Cache-Control"] = "no-store"
        cards = [SampleCard(each.credential_type, each.attributes) for each in wanted.cards]
        try:
            tried = dry_run(read_template(wanted.template), cards, wanted.copies, clock())
        except CopiesNotPossible as impossible:
            raise WrongCopies(f"The copies are not possible: {impossible}.") from None
        return _tried(tried)

    return router


def _body(template: Template, language: Language, file: str | None) -> RequestTemplateBody:
    return RequestTemplateBody(
        id=template.id,
        version=template.version,
        title=template.title[language],
        purpose=template.told(language),
        keep_for_s=template.keep_for_s,
        copies={group.name: group.copies for group in template.groups if group.copies},
        file=file,
    )


def _tried(found: DryRun) -> DryRunBody:
    return DryRunBody(
        holds=found.reason is None,
        reason=found.reason,
        copies_needed=found.copies_needed,
        groups=[TriedGroupBody.model_validate(each, from_attributes=True) for each in found.groups],
    )
