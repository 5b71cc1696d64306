"""The list of templates, one of them opened in the editor, and retiring it; for administrators."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ValidationError

from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import see
from agent.errors import NotFound
from verifier.console.editor.draft import Draft
from verifier.console.editor.from_template import draft_of
from verifier.console.editor.trial import Trial
from verifier.console.navigation import NEW_TEMPLATE, TEMPLATES
from verifier.console.routes.template_pages import Editing, TemplatePages
from verifier.domain.template import Template
from verifier.routes.saved_templates import TemplateId
from verifier.services.template_keeping import KnownVersions
from verifier.services.templates import read_content


def template_routes(parts: TemplatePages, doors: Doors) -> APIRouter:
    router = page_router(parts.pages, doors.for_role(Role.ADMIN))
    templates, keeping = parts.keeping.templates, parts.keeping

    @router.get(TEMPLATES)
    async def every(session: Here) -> Response:
        catalogue = await templates.catalogue()
        return parts.pages.show(
            "templates.html", session, here=TEMPLATES, catalogue=catalogue, templates_path=TEMPLATES, new=NEW_TEMPLATE
        )

    @router.get(NEW_TEMPLATE)
    async def new(session: Here, copy: Annotated[str, Query(max_length=36)] = "") -> Response:
        if not copy:
            return await parts.show(session, Editing("", Draft()))
        template = await templates.find(copy)
        draft = replace(draft_of(template), id="", version="1.0")
        return await parts.show(session, Editing("", draft, trial=_first_cards(parts, template)))

    @router.get(f"{TEMPLATES}/{{template_id}}")
    async def one(
        template_id: TemplateId, session: Here, version: Annotated[str, Query(max_length=32)] = ""
    ) -> Response:
        """The version in force, or the one that is named, as the start of the next one."""
        known = await keeping.versions(template_id)
        in_force = (await templates.catalogue()).in_force.get(template_id)
        template = in_force if in_force and not version else _version(known, version)
        if template is None:  # a file whose template is retired was never saved, and perhaps never asked by
            template = next(iter(templates.versions_of_files(template_id).values()), None)
        if template is None:
            raise NotFound("There is no such template, or no such version of it.", next_step="Choose one of the list.")
        draft = replace(draft_of(template), version=known.next)
        return await parts.show(session, Editing(template_id, draft, trial=_first_cards(parts, template)))

    @router.post(f"{TEMPLATES}/{{template_id}}/retire")
    async def retire(template_id: TemplateId, session: Here) -> Response:
        await keeping.retire(template_id, session.actor)
        return see(TEMPLATES)

    return router


def _version(known: KnownVersions, version: str) -> Template | None:
    """The newest of what was saved or asked by, or the one that is named."""
    saved = [(each.version, each.content) for each in known.saved]
    asked = [(each.version, each.content) for each in reversed(known.asked)]
    for number, content in (*saved, *asked):
        if content is not None and version in ("", number):
            try:
                return read_content(content)
            except ValidationError:
                continue
    return None


def _first_cards(parts: TemplatePages, template: Template) -> Trial:
    """The first sample card of each type, which is meant to do."""
    types = dict.fromkeys(group.credential_type for group in template.groups)
    return Trial(tuple(f"{name}/0" for name in types if name in parts.card_types))
