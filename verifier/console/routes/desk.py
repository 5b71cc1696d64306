"""HOME: the questions that can be asked here, and what was asked here lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from agent.access.act_store import ActStore
from agent.access.domain.act import Act, ActorKind
from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages
from agent.service.clock import Clock
from verifier.console.patient_words import WORDS
from verifier.console.state_words import words_of
from verifier.console.verdict_words import Look, look_of
from verifier.domain.act import RecordKind
from verifier.domain.language import Language
from verifier.domain.own_role import OWN_ROLE
from verifier.domain.template import Template
from verifier.domain.verification import Verification
from verifier.services.templates import Catalogue, Templates
from verifier.store.verifications import VerificationStore

LATELY = timedelta(hours=24)
SHOWN = 12
LOOKED_THROUGH = 100


@dataclass(frozen=True)
class DeskPages:
    """What HOME reads."""

    templates: Templates
    store: VerificationStore
    acts: ActStore
    names: NameBook
    clock: Clock
    language: Language
    """The patient's that is chosen already."""

    async def lately(self, catalogue: Catalogue) -> list["Lately"]:
        """What people asked here, the newest first: when, which question, which verdict, and no value."""
        acts = await self.acts.page(None, LOOKED_THROUGH, {RecordKind.VERIFICATION}, ActorKind.USER)
        asked = {act.record_id: act for act in acts if act.record_id and act.at > self.clock() - LATELY}
        ids = list(asked)[:SHOWN]
        found, names = await self.store.some(ids), await self.names.read()
        titles = {each.id: each.title[Language.ENGLISH] for each in catalogue.in_force.values()}
        return [_lately(found[each], asked[each], titles, names.of(asked[each].by)) for each in ids if each in found]


@dataclass(frozen=True)
class Lately:
    id: str
    at: datetime
    title: str
    by: str
    look: Look | None
    label: str


def _lately(found: Verification, act: Act, titles: Mapping[str, str], by: str) -> Lately:
    look, template_id = look_of(found.decision) if found.decision else None, found.question.template_id
    label = look.word if look else words_of(found.state).label
    return Lately(found.id, act.at, titles.get(template_id, template_id), by, look, label)


def _for_patients(catalogue: Catalogue) -> list[Template]:
    return [each for each in catalogue.in_force.values() if each.id != OWN_ROLE]


def desk_routes(pages: Pages, doors: Doors, parts: DeskPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(HOME)
    async def questions(session: Here) -> Response:
        catalogue = await parts.templates.catalogue()
        return pages.show(
            "desk.html", session, here=HOME, templates=_for_patients(catalogue), words=WORDS,
            chosen=parts.language, refused=catalogue.refused if session.user.role is Role.ADMIN else [],
            lately=await parts.lately(catalogue),
        )  # fmt: skip

    return router
