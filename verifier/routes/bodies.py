"""A verification as clients see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from verifier.domain.language import Language
from verifier.domain.verdict import Reason
from verifier.domain.verification import Delivery, Outcome, State, Verification
from verifier.domain.words import explain
from verifier.domain.words.age import checked_against
from verifier.services.asking import Wanted
from verifier.services.screen import Sight
from verifier.store.verification_list import Sought

MAX_PAGE = 200


class VerificationWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")
    template_id: Annotated[str, Field(max_length=64, examples=["measles-10y"])]
    language: Language = Language.ENGLISH
    """In which the patient is told what it is for."""
    copies: Annotated[Mapping[Annotated[str, Field(max_length=64)], int], Field(max_length=20)] = {}
    """Group -> how often it is asked, of a template with copies."""

    delivery: Delivery = Delivery.CONNECTION
    """`connectionless`: the request lies in the invitation, and nobody sees that it was scanned."""

    def wanted(self) -> Wanted:
        return Wanted(self.template_id, self.language, self.copies, self.delivery)


class VerificationBody(BaseModel):
    verification_id: str
    template_id: str
    template_version: str
    language: Language
    delivery: Delivery
    state: State
    url: str | None
    """For the QR code; null when it can no longer be answered."""
    created_at: datetime
    expires_at: datetime
    verdict: Outcome | None
    """UNDECIDED: ledger or agent was not there in time, and nothing is known of the answer."""
    reason: Reason | None
    sentence: str | None
    next_step: str | None
    untrusted_issuer: str | None
    """The DID of the issuer that is not trusted."""
    ledger_data_of: datetime | None
    """When the revocation lists were read, where the ledger was away and an earlier reading counted; else null."""
    ledger_data_sentence: str | None
    """The same in words, by the clock on the wall where the verifier runs."""
    valid_until: datetime | None
    """How long a VALID counts."""
    kept_until: datetime | None
    """Until when the clinic's own system can fetch what was shown, unless it is erased before; null: it is not kept."""
    revealed: Mapping[str, Mapping[str, str]] | None
    """Group -> attribute -> value; of a VALID one, and for a short time only."""
    copies_needed: Mapping[str, int] | None
    """Group -> how many copies to ask for, as the list counts them; of `list-incomplete`, for a short time only."""


class VerificationsSought(BaseModel):
    """Which verifications, and which page of them."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True)
    template_id: Annotated[str | None, Field(max_length=64)] = None
    verdict: Outcome | None = None
    since: AwareDatetime | None = None
    """Asked at this moment or later."""
    until: AwareDatetime | None = None
    """Asked before this moment."""
    before: Annotated[str | None, Field(max_length=36)] = None
    """`next_before` of the page before."""
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50

    def conditions(self) -> Sought:
        return Sought(self.template_id, self.verdict, self.since, self.until)


class VerificationLineBody(BaseModel):
    verification_id: str
    template_id: str
    template_version: str
    delivery: Delivery
    state: State
    created_at: datetime
    decided_at: datetime | None
    verdict: Outcome | None
    reason: Reason | None


class VerificationsBody(BaseModel):
    verifications: Sequence[VerificationLineBody]
    next_before: str | None
    """Give it as `before` for the next page; null on the last one."""


def age_of(found: Verification, language: Language) -> str | None:
    """Said beside a verdict that rests on data from before an outage: "Checked against data of 09:12."."""
    if found.kept_data_of is None or found.decided_at is None:
        return None
    return checked_against(found.kept_data_of.astimezone(), found.decided_at, language)


def verification_body(
    found: Verification, url: str | None, sight: Sight | None, language: Language | None = None
) -> VerificationBody:
    """In this language, or the one in which it was asked."""
    decision, language = found.decision, language or found.question.language
    explained = explain(decision.reason, language) if decision and decision.reason else None
    seen = sight or Sight()
    return VerificationBody(
        verification_id=found.id,
        template_id=found.question.template_id,
        template_version=found.question.template_version,
        language=language,
        delivery=found.delivery,
        state=found.state,
        url=url,
        created_at=found.created_at,
        expires_at=found.expires_at,
        verdict=decision.outcome if decision else None,
        reason=decision.reason if decision else None,
        sentence=explained.sentence if explained else None,
        next_step=explained.next_step if explained else None,
        untrusted_issuer=decision.untrusted_issuer if decision else None,
        ledger_data_of=found.kept_data_of,
        ledger_data_sentence=age_of(found, language),
        valid_until=found.valid_until,
        kept_until=found.kept_until,
        revealed=seen.revealed if decision and decision.outcome is Outcome.VALID else None,
        copies_needed=seen.copies_needed if decision and decision.reason is Reason.LIST_INCOMPLETE else None,
    )
