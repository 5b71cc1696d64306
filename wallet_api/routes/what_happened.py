"""What happened in a wallet, with its proofs; and whether the log is the one that the phone saw before."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind, Outcome
from agent.audit.routes.json_files import JSON_TEXT, evidence_file, json_text
from agent.protocol import CredDefId
from agent.service.auth import closed_router
from wallet_api.domain.happening import Happening
from wallet_api.domain.organisation import Organisation
from wallet_api.export.accounting import as_csv, as_pdf
from wallet_api.routes.guards import Guards, Here, InWallet
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.routes.wallets import OF_ONE
from wallet_api.services.caller import account
from wallet_api.services.naming import Naming
from wallet_api.services.what_happened import WhatHappened

EventId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Who = Literal["you", "another-account", "organisation", "unknown", "service"]


class HappenedBody(BaseModel):
    event_id: str
    at: datetime
    kind: Kind
    act: str
    """The service's own word; those of offers and requests end with the state that they came to."""
    outcome: Outcome
    who: Who
    """Who did it. `another-account`: somebody else who opens this wallet, or, where it was refused, who does not."""
    organisation: OrganisationBody | None
    """Who asked or issued, as the registry names them; null if nobody did, or for somebody unknown."""
    person: str | None
    """Of the organisation, by the name that it proved."""
    about: str
    """What of: `wallet`, `card`, `offer`, `request`, `consent`, `record`, `emergency`."""
    about_id: str | None
    seen: Sequence[str]
    """Names of the attributes, or kinds of items, that were asked to be seen."""
    proved: Sequence[str]
    """Names of the attributes about which something was asked to be proved."""
    purpose_id: str | None
    """As registered of the organisation, or a code of v3-ActReason."""
    reason: str | None
    """A code: why it was refused, or ended so."""
    why: str | None
    """In an emergency: the reason, in the words of who asked."""
    second_person: str | None
    """In an emergency: who confirmed it."""
    is_alone: bool
    """In an emergency: whether who asked said that nobody else was on duty."""
    is_proved: bool
    """Whether there is evidence already; at the latest after some seconds."""


class HappenedPage(BaseModel):
    happened: Sequence[HappenedBody]
    next_before: str | None
    """Give it as `before` for the next page; null on the last one."""


class LogBody(BaseModel):
    """The service's log as it stands, and the proof that it continues what was seen of it before."""

    checkpoint: str
    """As a signed note (c2sp.org/tlog-checkpoint), with the witnesses' signatures."""
    origin: str
    size: int
    root: str
    """In base64."""
    consistency: Sequence[str]
    """In base64 (RFC 9162, 2.1.4); empty where `seen_size` is 0, the size now, or greater."""


def what_happened_routes(guards: Guards, what: WhatHappened, keeper: str) -> list[APIRouter]:
    """`keeper`: what this wallet service calls itself."""
    return [_of_wallet(guards, what), _accounting(guards, what, keeper), _of_log(guards, what)]


def _of_wallet(guards: Guards, what: WhatHappened) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/happened", tags=["what happened"])

    @router.get("")
    async def page(
        wallet_id: InWallet, session: Here, before: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None
    ) -> HappenedPage:
        """Who asked, was refused or looked, and what you did yourself; the newest first."""
        found, next_before = await what.page(wallet_id, before)
        shown = [_body(each, account(session.account_id), what.naming) for each in found]
        return HappenedPage(happened=shown, next_before=next_before)

    @router.get("/{event_id}/evidence", response_class=Response, responses=JSON_TEXT)
    async def evidence(event_id: EventId, wallet_id: InWallet) -> Response:
        """One file that proves the event to anybody; `salus audit verify` checks it without a network."""
        return evidence_file(await what.evidence(wallet_id, event_id), event_id)

    return router


def _accounting(guards: Guards, what: WhatHappened, keeper: str) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/accounting", tags=["what happened"])

    @router.get(".csv", response_class=Response, responses=_file("text/csv"))
    async def as_text(wallet_id: InWallet) -> Response:
        """The accounting of disclosures of six years: who saw something, when, what and why; refused looks, too."""
        return _attached(as_csv(await what.accounting(wallet_id)), "text/csv", "csv")

    @router.get(".pdf", response_class=Response, responses=_file("application/pdf"))
    async def as_print(wallet_id: InWallet) -> Response:
        """The same to print."""
        found = await what.accounting(wallet_id)
        return _attached(await asyncio.to_thread(as_pdf, found, keeper), "application/pdf", "pdf")

    return router


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


def _attached(content: bytes, media_type: str, ending: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="accounting.{ending}"', "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _of_log(guards: Guards, what: WhatHappened) -> APIRouter:
    router = closed_router(guards.session, prefix="/v1/log", tags=["what happened"])

    @router.get("")
    async def log(seen_size: Annotated[int, Query(ge=0, le=2**53)] = 0) -> LogBody:
        """The newest checkpoint. An app keeps the last one that it saw, and warns if this one does not continue it."""
        return LogBody.model_validate(vars(await what.grown(seen_size)))

    @router.get("/trust", response_class=Response, responses=JSON_TEXT)
    async def trust() -> Response:
        """The keys of the log and its witnesses, and the DID of its anchors: what evidence is checked by."""
        return json_text(await what.trust())

    return router


def _body(each: Happening, you: Named, naming: Naming) -> HappenedBody:
    details = each.details
    return HappenedBody(
        event_id=each.event_id, at=each.at, kind=each.kind, act=each.act, outcome=each.outcome,
        who=_who(each.actor, you), organisation=OrganisationBody.of(_organisation(each.asker, naming)),
        person=details.get("person"), about=each.subject.kind,
        about_id=each.subject.id, seen=each.names("seen"), proved=each.names("proved"),
        purpose_id=details.get("purpose") or each.purpose, reason=details.get("reason") or details.get("code"),
        why=details.get("why"), second_person=details.get("second"), is_alone="alone" in details,
        is_proved=each.is_proved,
    )  # fmt: skip


def _who(actor: Named, you: Named) -> Who:
    match actor.kind:
        case "account":
            return "you" if actor == you else "another-account"
        case "organisation" | "issuer":
            return "organisation"
        case "service":
            return "service"
        case _:
            return "unknown"


def _organisation(asker: Named, naming: Naming) -> Organisation | None:
    if asker.kind == "issuer" and asker.id is not None:
        return naming.current().issuing(CredDefId(asker.id))
    return naming.current().of_id(asker.id) if asker.kind == "organisation" else None
