"""/v1/verifications/{id}/answer: what was shown, for the clinic's own system, where the template says it is kept."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel

from agent.access.routes.guards import By, MachineDoors
from agent.service.auth import Guard, closed_router
from verifier.domain.scope import Scope
from verifier.routes.verifications import VerificationDesk, VerificationId
from verifier.services.kept_answers import KeptAnswers

_PATH = "/{verification_id}/answer"


class AnswerBody(BaseModel):
    verification_id: str
    template_id: str
    template_version: str
    kept_until: datetime
    """When it is erased at the latest."""
    revealed: Mapping[str, Mapping[str, str]]
    """Group -> attribute -> value."""


def answer_routes(doors: MachineDoors, desk: VerificationDesk, answers: KeptAnswers) -> list[APIRouter]:
    reading, erasing = doors.needing(Scope.ANSWERS_READ), doors.needing(Scope.ANSWERS_WRITE)
    return [_reading(reading, desk, answers), _erasing(erasing, desk, answers)]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix="/v1/verifications", tags=["answers"])


def _reading(guard: Guard, desk: VerificationDesk, answers: KeptAnswers) -> APIRouter:
    router = _router(guard)

    @router.get(_PATH)
    async def answer(verification_id: VerificationId, by: By, response: Response) -> AnswerBody:
        """What a VALID answer showed, until it is erased or its time is over. Each reading is an act of the history."""
        response.headers["Cache-Control"] = "no-store"
        asked = await desk.find(verification_id)
        kept = await answers.read(asked, by)
        return AnswerBody(
            verification_id=asked.id,
            template_id=asked.question.template_id,
            template_version=asked.question.template_version,
            kept_until=kept.until,
            revealed=kept.revealed,
        )

    return router


def _erasing(guard: Guard, desk: VerificationDesk, answers: KeptAnswers) -> APIRouter:
    router = _router(guard)

    @router.delete(_PATH, status_code=HTTPStatus.NO_CONTENT)
    async def erase(verification_id: VerificationId, by: By) -> None:
        """The clinic's own system has it: erase it here."""
        await answers.erase(await desk.find(verification_id), by)

    return router
