"""What the pages about templates have in common: the editor's page, and what stands beside its form."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Response

from agent.access.services.sign_in import OpenSession
from agent.console.names import NameBook
from agent.console.pages import Pages
from agent.errors import Problem
from verifier.console.editor.changes import LIMIT_WORDS
from verifier.console.editor.draft import UNITS_S, Draft
from verifier.console.editor.known import Known, known_by, types_of
from verifier.console.editor.reading import readings
from verifier.console.editor.to_template import Faults
from verifier.console.editor.trial import Outcome, Trial
from verifier.console.line_changes import Changes
from verifier.console.navigation import EDIT_TEMPLATE, NEW_TEMPLATE, TEMPLATES
from verifier.domain.card_type import CardType
from verifier.domain.language import Language
from verifier.domain.template import Template
from verifier.files.trust_file import TrustRegistryBroken
from verifier.services.judging import ReadRegistry
from verifier.services.template_keeping import TemplateKeeping
from verifier.services.templates import Catalogue, content_of

LANGUAGE_WORDS = {Language.ENGLISH: "English", Language.GERMAN: "German", Language.ARABIC: "Arabic"}


@dataclass(frozen=True)
class Editing:
    """One page of the editor."""

    original: str
    """The id of the template that is changed; empty for a new one."""
    draft: Draft
    trial: Trial = field(default_factory=Trial)
    faults: Faults = field(default_factory=Faults)
    problem: Problem | None = None
    outcome: Outcome | None = None
    confirming: Changes | None = None
    digest: str = ""
    """Of what is to be confirmed."""
    said: str = ""

    @property
    def code(self) -> HTTPStatus:
        if self.faults:
            return HTTPStatus.UNPROCESSABLE_ENTITY
        return HTTPStatus(self.problem.status) if self.problem else HTTPStatus.OK


@dataclass(frozen=True)
class TemplatePages:
    pages: Pages
    keeping: TemplateKeeping
    card_types: Mapping[str, CardType]
    registry: ReadRegistry
    names: NameBook

    async def show(self, session: OpenSession, editing: Editing) -> Response:
        catalogue = await self.keeping.templates.catalogue()
        versions = await self.keeping.versions(editing.original) if editing.original else None
        return self.pages.show(
            "editor.html", session, here=TEMPLATES, code=editing.code, editing=editing, draft=editing.draft,
            faults=editing.faults, rest=json.dumps(editing.draft.rest), known=await self._known(catalogue),
            readings=readings(editing.draft, self.card_types), languages=LANGUAGE_WORDS, limit_words=LIMIT_WORDS,
            units=[(unit, unit) for unit in UNITS_S], templates_path=TEMPLATES, versions=versions,
            in_force=catalogue.in_force.get(editing.original), file=catalogue.files.get(editing.original),
            retired=catalogue.retired.get(editing.original), names=await self.names.read(),
            samples=self._samples(editing), edit_path=EDIT_TEMPLATE, new_path=NEW_TEMPLATE,
        )  # fmt: skip

    async def _known(self, catalogue: Catalogue) -> Known:
        try:
            trusted = {entry.credential_type for entry in (await self.registry()).entries}
        except TrustRegistryBroken:
            trusted = set()
        return known_by(self.card_types, catalogue.in_force.values(), trusted)

    def _samples(self, editing: Editing) -> list[tuple[str, str, str]]:
        """Key, type and title of the ready cards of the types that the draft asks for."""
        return [
            (f"{name}/{number}", known.words[Language.ENGLISH], card.title)
            for name in types_of(editing.draft)
            if (known := self.card_types.get(name))
            for number, card in enumerate(known.cards)
        ]


def digest_of(template: Template) -> str:
    content: dict[str, Any] = content_of(template)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
