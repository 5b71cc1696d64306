"""A form of claims as it was sent: what was typed, what is wrong with it, and the card that it would become."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from agent.errors import Problem
from issuer.console.claim_form import ClaimForm, claim_form, typed_claims
from issuer.domain.card import Card, card_of
from issuer.domain.claims import ClaimsRefused, Fault, to_attributes
from issuer.domain.credential_type import CredentialType


@dataclass(frozen=True)
class ClaimDraft:
    credential_type: CredentialType
    claims: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()
    card: Card | None = None
    """None while there are faults, and before anything was typed."""
    problem: Problem | None = None

    @property
    def code(self) -> HTTPStatus:
        if self.faults:
            return HTTPStatus.UNPROCESSABLE_ENTITY
        return HTTPStatus(self.problem.status) if self.problem else HTTPStatus.OK

    @property
    def form(self) -> ClaimForm:
        return claim_form(self.credential_type, self.claims, self.faults)


def read_draft(credential_type: CredentialType, given: Mapping[str, object], today: date) -> ClaimDraft:
    """The draft of a form's fields; nothing is written anywhere."""
    claims = typed_claims(given)
    try:
        card = card_of(credential_type, to_attributes(credential_type, claims, today))
    except ClaimsRefused as refused:
        return ClaimDraft(credential_type, claims, faults=refused.faults)
    return ClaimDraft(credential_type, claims, card=card)
