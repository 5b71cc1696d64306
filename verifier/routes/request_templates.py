"""GET /v1/request-templates: what can be asked here."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from pydantic import BaseModel

from agent.service.auth import Guard, closed_router
from verifier.domain.template import Template


class RequestTemplateBody(BaseModel):
    id: str
    version: str
    title: str
    purpose: str


class RequestTemplatesBody(BaseModel):
    request_templates: Sequence[RequestTemplateBody]


def request_template_routes(guard: Guard, templates: Mapping[str, Template]) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["request templates"])

    @router.get("/request-templates")
    async def request_templates() -> RequestTemplatesBody:
        """The questions that this verifier can ask."""
        return RequestTemplatesBody(
            request_templates=[
                RequestTemplateBody(id=each.id, version=each.version, title=each.title, purpose=each.purpose)
                for each in templates.values()
            ]
        )

    return router
