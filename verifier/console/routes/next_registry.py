"""The next edition composed in a form: each button makes one change, and the document is downloaded to be signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.errors import InvalidInput, Problem
from verifier.console.editor.draft import listed
from verifier.console.editor.fields import Fields
from verifier.console.navigation import NEXT_REGISTRY, SIGNED_REGISTRY, TRUST
from verifier.console.routes.signed_registry import required
from verifier.console.routes.trust import TrustPages, as_file
from verifier.console.trust_words import registry_changes, words_of
from verifier.domain.next_registry import begun, ended, voided, with_entry, with_publisher
from verifier.domain.registry import Publisher, Registry
from verifier.domain.trust import TrustEntry, issuer_of
from verifier.files.registry_document import document_of
from verifier.files.trust_file import TrustRegistryBroken, read_registry
from verifier.services.signed_registry import RegistryRefused

_entries, _publishers = TypeAdapter(TrustEntry), TypeAdapter(Publisher)


@dataclass(frozen=True)
class Composing:
    """One page of the form."""

    next: Registry
    document: str
    """As it stands in the form, which may be edited by hand."""
    typed: Fields
    problem: Problem | None = None
    voiding: TrustEntry | None = None
    """What is asked to be void, and not yet confirmed."""


def next_registry_routes(parts: TrustPages, doors: Doors) -> APIRouter:
    router = page_router(parts.pages, doors.for_role(Role.ADMIN))

    @router.get(NEXT_REGISTRY)
    async def begin(session: Here) -> Response:
        registry = begun(await required(parts).own())
        return await _show(parts, session, Composing(registry, document_of(registry).decode(), Fields([])))

    @router.post(NEXT_REGISTRY)
    async def compose(request: Request, session: Here) -> Response:
        form = await request.form()
        fields, text = Fields(form.multi_items()), _document(form)
        step, _, place = fields.one("do").partition(":")
        try:
            before = _read(text)
        except RegistryRefused as problem:
            registry = begun(await required(parts).own())
            return await _show(parts, session, Composing(registry, text, fields, problem))
        if step == "download":
            return as_file(text.encode(), f"trust-{before.sequence}.yaml")
        entry = next((each for each in before.entries if each.cred_def_id == place), None)
        if step == "void" and entry is not None:
            return await _show(parts, session, Composing(before, text, fields, voiding=entry))
        try:
            after = _changed(before, step, entry, fields, parts.clock().date())
        except ValueError as error:
            refused = InvalidInput(f"{_sentence(error)}.", next_step="Correct it and try again.")
            return await _show(parts, session, Composing(before, text, fields, refused))
        text = document_of(after).decode() if after != before else text
        return await _show(parts, session, Composing(after, text, Fields([])))

    return router


def _changed(before: Registry, step: str, entry: TrustEntry | None, fields: Fields, today: date) -> Registry:
    """Raises ValueError."""
    match step:
        case "end" if entry is not None:
            return ended(before, entry.cred_def_id, today)
        case "void-sure" if entry is not None:
            return voided(before, entry.cred_def_id)
        case "entry":
            return with_entry(before, _entry(fields))
        case "publisher":
            return with_publisher(before, _publisher(fields))
        case _:
            return before


def _entry(fields: Fields) -> TrustEntry:
    cred_def_id = fields.one("cred_def_id")
    content: dict[str, Any] = {
        "issuer_did": issuer_of(cred_def_id) or "",
        "issuer_name": fields.one("issuer_name"),
        "credential_type": fields.one("credential_type"),
        "cred_def_id": cred_def_id,
        "trusted_from": fields.one("trusted_from"),
        "trusted_until": fields.one("trusted_until") or None,
        "issued_attribute": fields.one("issued_attribute"),
    }
    if missing := [name for name in ("issuer_name", "credential_type", "trusted_from") if not content[name]]:
        raise ValueError(f"{missing[0].replace('_', ' ')} is missing")
    return _entries.validate_python(content)


def _publisher(fields: Fields) -> Publisher:
    try:
        key: Mapping[str, str] = json.loads(fields.one("key"))
    except (ValueError, RecursionError):
        raise ValueError("the key is no JWK: it begins with { and ends with }") from None
    return _publishers.validate_python(
        {"name": fields.one("name"), "key": key, "may_add": listed(fields.one("may_add"))}
    )


def _sentence(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        return f"{place}: {fault['msg']}".removeprefix(": ").replace("Value error, ", "")
    text = str(error)
    return f"{text[0].upper()}{text[1:]}"


def _document(form: FormData) -> str:
    """Browsers send line ends of their own; what is signed has one kind."""
    text = form.get("document")
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def _read(text: str) -> Registry:
    try:
        return read_registry(text.encode(), "the document")
    except TrustRegistryBroken as broken:
        raise RegistryRefused(broken.sentence, next_step="Correct the document, or begin again.") from None


async def _show(parts: TrustPages, session: OpenSession, composing: Composing) -> Response:
    in_force, today = await required(parts).own(), parts.clock().date()
    code = HTTPStatus(composing.problem.status) if composing.problem else HTTPStatus.OK
    return parts.pages.show(
        "next_registry.html", session, here=TRUST, code=code, composing=composing, typed=composing.typed,
        changes=registry_changes(in_force, composing.next), words=lambda entry: words_of(entry, today), today=today,
        next_path=NEXT_REGISTRY, signed_path=SIGNED_REGISTRY, trust_path=TRUST,
    )  # fmt: skip
