"""A verification as clients see it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from verifier.domain.verdict import EXPLANATIONS, Reason
from verifier.domain.verification import Outcome, State, Verification
from verifier.services.screen import Revealed


class VerificationWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")
    template_id: Annotated[str, Field(max_length=64, examples=["measles-10y"])]


class VerificationBody(BaseModel):
    verification_id: str
    template_id: str
    template_version: str
    state: State
    url: str | None
    """For the QR code; null when it can no longer be answered."""
    created_at: datetime
    expires_at: datetime
    verdict: Outcome | None
    reason: Reason | None
    sentence: str | None
    next_step: str | None
    revealed: Mapping[str, Mapping[str, str]] | None
    """Group -> attribute -> value; of a VALID one, and for a short time only."""


def verification_body(found: Verification, url: str | None, revealed: Revealed | None) -> VerificationBody:
    decision = found.decision
    explained = EXPLANATIONS[decision.reason] if decision and decision.reason else None
    return VerificationBody(
        verification_id=found.id,
        template_id=found.question.template_id,
        template_version=found.question.template_version,
        state=found.state,
        url=url,
        created_at=found.created_at,
        expires_at=found.expires_at,
        verdict=decision.outcome if decision else None,
        reason=decision.reason if decision else None,
        sentence=explained.sentence if explained else None,
        next_step=explained.next_step if explained else None,
        revealed=revealed if decision and decision.outcome is Outcome.VALID else None,
    )
