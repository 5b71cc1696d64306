"""Requests for a proof: what will be seen, what is only proved, and the patient's answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from agent.protocol import CredentialId
from agent.service.auth import closed_router
from wallet_api.domain import choice, wording
from wallet_api.domain.care import Care
from wallet_api.domain.choice import GroupChoice
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.states import Reason, RequestState
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.requests import Requests
from wallet_api.services.showing import ShownRequest

Position = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]?)$")]
CardId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Revealed(BaseModel):
    attribute: str
    label: str


class Proved(BaseModel):
    attribute: str
    comparison: str
    value: int
    sentence: str
    given_away: bool
    """Whether the value can be seen or worked out all the same."""


class Candidate(BaseModel):
    credential_id: str
    revoked: bool | None
    summary: Mapping[str, str]


class Group(BaseModel):
    revealed: Sequence[str]
    proved: Sequence[str]
    """Names of the attributes that its card is asked for."""
    candidates: Sequence[Candidate]
    shortfall: Literal["expired", "too-old"] | None
    """Why no card answers although one is of the kind. The clinic learns it only as the reason of a refusal."""
    issuers: Sequence[OrganisationBody]
    """Who issues the cards that can answer it, as far as the registry names them."""


class RequestBody(BaseModel):
    request_id: str
    state: RequestState
    reason: Reason | None
    asker: OrganisationBody | None
    """Who proved that they ask, as the registry names them; null for somebody unknown, of whom an app warns."""
    claimed_label: str
    """What the other side calls itself: a claim."""
    claimed_purpose: str
    """Why it asks, in its own words."""
    purpose_is_registered: bool
    """Whether the registry says what the asker needs for this purpose."""
    care: Sequence[Care]
    """Why the patient should be asked once more before it is approved; empty if there is no reason."""
    identifying: Sequence[str]
    """Of the attributes that would be seen: those that tell who the patient is."""
    beyond_purpose: Sequence[str]
    """Of the attributes that would be seen: those that the purpose does not need, as the registry says."""
    revealed: Sequence[Revealed]
    proved: Sequence[Proved]
    groups: Sequence[Group]
    """By position, the cards that can answer it, the newest first; empty when the request is over."""
    missing: Sequence[int]
    """Positions of the groups that no card answers."""
    created_at: datetime
    changed_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, shown: ShownRequest) -> "RequestBody":
        request, weighed = shown.request, shown.weighed
        names = dict.fromkeys(name for group in request.asked for name in group.revealed_names)
        return cls(
            request_id=request.id, state=request.state, reason=request.reason, asker=OrganisationBody.of(shown.asker),
            claimed_label=request.claimed_label, claimed_purpose=request.claimed_purpose,
            purpose_is_registered=weighed.purpose_is_registered, care=weighed.reasons,
            identifying=weighed.identifying, beyond_purpose=weighed.beyond_purpose,
            revealed=[Revealed(attribute=name, label=wording.attribute_label(name)) for name in names],
            proved=[_proved(each) for each in wording.proved(request.asked)],
            groups=[
                _group(each, shown.revoked, issuers)
                for each, issuers in zip(shown.choices, shown.issuers, strict=False)
            ],
            missing=choice.missing(shown.choices), created_at=request.created_at, changed_at=request.changed_at,
            expires_at=request.expires_at,
        )  # fmt: skip


class RequestList(BaseModel):
    requests: Sequence[RequestBody]


class Approval(BaseModel):
    choices: Annotated[dict[Position, CardId], Field(max_length=100)] = {}
    """Card by group position; where none is named, the newest that is not revoked."""


class Refusal(BaseModel):
    reason: Literal["declined", "no-credential", "expired", "too-old"] = "declined"


class RequestAnswered(BaseModel):
    request_id: str


def request_routes(guards: Guards, requests: Requests) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/requests", tags=["requests"])

    @router.get("")
    async def every(wallet_id: InWallet) -> RequestList:
        """The newest first."""
        return RequestList(requests=[RequestBody.of(shown) for shown in await requests.all(wallet_id)])

    @router.get("/{request_id}")
    async def show(request_id: RowId, wallet_id: InWallet) -> RequestBody:
        return RequestBody.of(await requests.show(wallet_id, request_id))

    @router.post("/{request_id}/approve", status_code=HTTPStatus.ACCEPTED, dependencies=guards.verified)
    async def approve(request_id: RowId, body: Approval, wallet_id: InWallet) -> RequestAnswered:
        """Show the proof to the clinic; an event tells when it was sent. Needs the passkey."""
        chosen = {int(position): CredentialId(card) for position, card in body.choices.items()}
        await requests.approve(wallet_id, request_id, chosen)
        return RequestAnswered(request_id=request_id)

    @router.post("/{request_id}/decline", status_code=HTTPStatus.ACCEPTED)
    async def decline(request_id: RowId, body: Refusal, wallet_id: InWallet) -> RequestAnswered:
        await requests.decline(wallet_id, request_id, Reason(body.reason))
        return RequestAnswered(request_id=request_id)

    return router


def _proved(each: wording.Proved) -> Proved:
    asked = each.predicate
    return Proved(
        attribute=asked.attribute, comparison=asked.comparison, value=asked.value, sentence=each.sentence,
        given_away=each.given_away,
    )  # fmt: skip


def _group(each: GroupChoice, revoked: Mapping[CredentialId, bool | None], issuers: Sequence[Organisation]) -> Group:
    candidates = [
        Candidate(
            credential_id=card.credential_id,
            revoked=revoked.get(card.credential_id),
            summary=wording.summary(card.attributes, each.group.revealed_names),
        )
        for card in each.candidates
    ]
    proved = dict.fromkeys(predicate.attribute for predicate in each.group.predicates)
    return Group(
        revealed=each.group.revealed_names,
        proved=list(proved),
        candidates=candidates,
        shortfall=each.shortfall,
        issuers=[body for issuer in issuers if (body := OrganisationBody.of(issuer))],
    )
