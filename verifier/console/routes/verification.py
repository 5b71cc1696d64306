"""One verification at the desk, and the same at a door: asking, its live page, and asking again.

A door is a screen for one question: without the navigation, and back to the next person by itself when the verdict was
up for its time. Which of the two it is, its address says.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from agent.access.act_store import ActStore
from agent.access.domain.act import Actor
from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.navigation import HOME
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import NotFound
from agent.service.clock import Clock
from agent.service.sse import EventStream, event_stream
from verifier.console.frame import DESK, Frame, door_of
from verifier.console.navigation import DOORS, VERIFICATIONS
from verifier.console.patient_words import WORDS
from verifier.console.seen import Seen
from verifier.domain.language import Language
from verifier.domain.verdict import Reason
from verifier.domain.verification import Verification
from verifier.routes.bodies import verification_body
from verifier.routes.verifications import VerificationDesk
from verifier.services.asking import Wanted
from verifier.services.journal import stream_of
from verifier.services.templates import Templates

COUNTED = "?counted=1"
"""On the page of one that was asked again for as many cards as the list counts: that happens by itself only once."""
VerificationId = Annotated[str, Path(pattern="^[0-9A-Za-z-]{1,36}$")]
TemplateId = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,63}$")]
After = Annotated[int, Query(ge=0, le=2**62)]
InLanguage = Annotated[Language, Form()]


@dataclass(frozen=True)
class VerificationPages:
    """What these pages read and call."""

    desk: VerificationDesk
    templates: Templates
    acts: ActStore
    names: NameBook
    clock: Clock

    async def see(self, verification_id: str, by: Actor) -> Seen:
        found, link = await self.desk.find(verification_id), await self.desk.links.current(verification_id)
        sight, left_s = await self.desk.sight(found.id, by), self.desk.screen.left_s(found.id)
        body = verification_body(found, link.url if link else None, sight, Language.ENGLISH)
        return Seen(found, body, self.clock(), left_s)

    async def title(self, found: Verification) -> str:
        return await self.templates.title(found.question.template_id, found.question.template_version)

    async def ask_again(self, verification_id: str, by: Actor) -> str:
        """Where the new one's page is, below the page of this one's kind. Raises Problem."""
        seen = await self.see(verification_id, by)
        if seen.is_open and not seen.is_late:
            return verification_id  # it can still be answered
        counted, question = seen.body.copies_needed, seen.question
        copies = {copies.name: len(copies.referents) for copies in question.copies}
        asked = await self.desk.asking.ask(Wanted(question.template_id, question.language, counted or copies), by)
        return asked + (COUNTED if counted else "")


def verification_page_routes(pages: Pages, doors: Doors, parts: VerificationPages) -> list[APIRouter]:
    page = VerificationPage(pages, parts)
    return [_desk_routes(pages, doors, page), _door_routes(pages, doors, page)]


@dataclass(frozen=True)
class VerificationPage:
    pages: Pages
    parts: VerificationPages

    async def show(self, session: OpenSession, verification_id: str, frame: Frame, *, counted: bool) -> Response:
        parts = self.parts
        seen_id = await parts.desk.outbox.latest_id(stream_of(verification_id))  # before the look
        seen = await parts.see(verification_id, session.actor)
        if frame.template_id not in (None, seen.question.template_id):
            raise NotFound("There is no verification of this id at this door.")
        title = await parts.title(seen.found)
        return self.pages.show(
            "verification.html", session, here=HOME, seen=seen, title=title, seen_id=seen_id, counted=counted,
            frame=frame, events=f"{VERIFICATIONS}/{verification_id}/events", is_door=frame.template_id is not None,
            stays_s=seen.stays_s(parts.desk.screen.lifetime_s), asks_again=_asks_again(seen, counted=counted),
            acts=await parts.acts.of_record(verification_id), names=await parts.names.read(),
        )  # fmt: skip


def _desk_routes(pages: Pages, doors: Doors, page: VerificationPage) -> APIRouter:
    router, parts = page_router(pages, doors.for_role(Role.CLERK)), page.parts

    @router.post(VERIFICATIONS)
    async def ask(session: Here, template_id: Annotated[str, Form(max_length=64)], language: InLanguage) -> Response:
        asked = await parts.desk.asking.ask(Wanted(template_id, language), session.actor)
        return see(f"{VERIFICATIONS}/{asked}")

    @router.get(f"{VERIFICATIONS}/{{verification_id}}")
    async def one(verification_id: VerificationId, session: Here, counted: bool = False) -> Response:
        return await page.show(session, verification_id, DESK, counted=counted)

    @router.get(f"{VERIFICATIONS}/{{verification_id}}/events", response_class=EventStream)
    async def events(verification_id: VerificationId, request: Request, after: After = 0) -> EventStream:
        await parts.desk.find(verification_id)
        return event_stream(request, parts.desk.outbox, stream_of(verification_id), after_id=after)

    @router.post(f"{VERIFICATIONS}/{{verification_id}}/again")
    async def again(verification_id: VerificationId, session: Here) -> Response:
        return see(f"{VERIFICATIONS}/{await parts.ask_again(verification_id, session.actor)}")

    return router


def _door_routes(pages: Pages, doors: Doors, page: VerificationPage) -> APIRouter:
    router, parts = page_router(pages, doors.for_role(Role.CLERK)), page.parts
    door = f"{DOORS}/{{template_id}}"

    @router.get(door)
    async def next_person(template_id: TemplateId, session: Here) -> Response:
        template = await parts.templates.find(template_id)
        return pages.show(
            "door.html", session, here=HOME, question=template, words=WORDS
        )  # fmt: skip

    @router.post(door)
    async def ask(template_id: TemplateId, session: Here, language: InLanguage) -> Response:
        asked = await parts.desk.asking.ask(Wanted(template_id, language), session.actor)
        return see(f"{DOORS}/{template_id}/{asked}")

    @router.get(f"{door}/{{verification_id}}")
    async def one(
        template_id: TemplateId, verification_id: VerificationId, session: Here, counted: bool = False
    ) -> Response:
        return await page.show(session, verification_id, door_of(template_id), counted=counted)

    @router.post(f"{door}/{{verification_id}}/again")
    async def again(template_id: TemplateId, verification_id: VerificationId, session: Here) -> Response:
        return see(f"{DOORS}/{template_id}/{await parts.ask_again(verification_id, session.actor)}")

    return router


def _asks_again(seen: Seen, *, counted: bool) -> bool:
    """Whether the page asks again by itself: the list has counted, and this is the first time."""
    return not counted and seen.body.reason is Reason.LIST_INCOMPLETE and seen.body.copies_needed is not None
