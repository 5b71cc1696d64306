"""The editor's form as it is sent: a row more or less, a look at it, a dry run, and saving it after a confirmation."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import see
from agent.errors import InvalidInput, Problem
from verifier.console.editor.changes import changes
from verifier.console.editor.fields import Fields
from verifier.console.editor.from_form import read_draft
from verifier.console.editor.rows import with_row
from verifier.console.editor.to_template import Faults, template_of
from verifier.console.editor.trial import read_trial, try_out
from verifier.console.navigation import EDIT_TEMPLATE, TEMPLATES
from verifier.console.routes.template_pages import Editing, TemplatePages, digest_of
from verifier.domain.asking import CopiesNotPossible
from verifier.domain.template import Template
from verifier.domain.version import version_number


def edit_routes(parts: TemplatePages, doors: Doors) -> APIRouter:
    router = page_router(parts.pages, doors.for_role(Role.ADMIN))

    @router.post(EDIT_TEMPLATE)
    async def edit(request: Request, session: Here) -> Response:
        fields = Fields((await request.form()).multi_items())
        step, _, place = fields.one("do").partition(":")
        editing = _read(fields.without(place) if step == "remove" else fields)
        match step:
            case "add":
                editing = replace(editing, draft=with_row(editing.draft, place))
            case "own":
                editing = _with_own_card(parts, editing, place)
            case "check" | "try" | "save" | "confirm":
                return await _of_template(parts, session, editing, step)
            case _:
                pass  # a row less, or a look at what was typed
        return await parts.show(session, editing)

    return router


def _read(fields: Fields) -> Editing:
    original, draft = fields.one("original"), read_draft(fields)
    if original:
        draft = replace(draft, id=original)
    return Editing(original, draft, read_trial(fields), digest=fields.one("digest"))


def _with_own_card(parts: TemplatePages, editing: Editing, number: str) -> Editing:
    if not number.isdecimal() or int(number) >= len(editing.draft.groups):
        return editing
    group, today = editing.draft.groups[int(number)], parts.keeping.clock().date()
    return replace(editing, trial=editing.trial.with_card_for(group, parts.card_types, today))


async def _of_template(parts: TemplatePages, session: OpenSession, editing: Editing, step: str) -> Response:
    template = template_of(editing.draft)
    if isinstance(template, Faults):
        editing = replace(editing, faults=template)
    elif step == "try":
        editing = _tried(parts, editing, template)
    elif step == "check":
        editing = replace(editing, said="It can be asked by. Nothing was saved.")
    else:
        return await _save(parts, session, editing, template, confirmed=step == "confirm")
    return await parts.show(session, editing)


async def _save(
    parts: TemplatePages, session: OpenSession, editing: Editing, template: Template, *, confirmed: bool
) -> Response:
    """Only what was shown before, as it was shown."""
    if faults := await _not_free(parts, editing, template):
        return await parts.show(session, replace(editing, faults=faults))
    if confirmed and editing.digest == digest_of(template):
        try:
            await parts.keeping.save(template, session.actor)
        except Problem as problem:
            return await parts.show(session, replace(editing, problem=problem))
        return see(f"{TEMPLATES}/{template.id}")
    in_force = (await parts.keeping.templates.catalogue()).in_force.get(template.id)
    confirming = changes(in_force, template)
    return await parts.show(session, replace(editing, confirming=confirming, digest=digest_of(template)))


def _tried(parts: TemplatePages, editing: Editing, template: Template) -> Editing:
    try:
        return replace(editing, outcome=try_out(template, editing.trial, parts.card_types, parts.keeping.clock()))
    except CopiesNotPossible as impossible:
        problem = InvalidInput(f"It cannot be tried: {impossible}.", next_step="Give another number of cards.")
        return replace(editing, problem=problem)


async def _not_free(parts: TemplatePages, editing: Editing, template: Template) -> Faults:
    """Whether its id or its version is taken."""
    known = await parts.keeping.versions(template.id)
    if known.highest is None:
        return Faults()
    if not editing.original:
        return Faults({"id": ("There is a template of this name already: open that one, or choose another name.",)})
    if version_number(template.version) <= version_number(known.highest):
        return Faults({"version": (f"It has to be higher than {known.highest}, such as {known.next}.",)})
    return Faults()
