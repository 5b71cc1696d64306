"""Ending a wallet or an account, and the report of what was erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from agent.audit.routes.json_files import JSON_TEXT, evidence_file
from agent.service.auth import closed_router, public_router
from agent.service.rate_limits import RateLimit
from wallet_api.domain.ending import BY_LAW, STAYS, Ending, EndingKind, Stays
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.cookies import Cookies
from wallet_api.routes.guards import Guards, Here, InWallet
from wallet_api.routes.wallets import OF_ONE
from wallet_api.services.endings import Endings

REPORT_PATH, CERTIFICATE_PATH = "/v1/endings/report", "/v1/endings/certificate"
Receipt = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,100}$", repr=False)]
"""Drawn by the caller, at least 128 random bits: the report is read by it, also when the answer got lost."""


class Asking(Wanted):
    receipt: Receipt


class EndingAccount(Asking):
    dependants: bool = False
    """Whether wallets that nobody else can open are to be erased too."""


class StaysBody(BaseModel):
    code: Stays
    sentence: str


class KeptBody(BaseModel):
    disclosures: int
    until: datetime
    """When the last of them is destroyed."""
    sentence: str

    @classmethod
    def of(cls, ending: Ending) -> "KeptBody | None":
        if ending.kept_until is None:
            return None
        return cls(disclosures=ending.kept, until=ending.kept_until, sentence=BY_LAW)


class EndingBody(BaseModel):
    kind: EndingKind
    begun_at: datetime
    ended_at: datetime | None
    """Null while it goes on: at the latest when agent and database are back."""
    erased: Mapping[str, int]
    """Kind -> how many; `wallets` also says how many tenants were removed from the agent."""
    kept: KeptBody | None
    """What the law has us keep all the same; null where that is nothing."""
    stays: Sequence[StaysBody]
    """What is out of our reach."""

    @classmethod
    def of(cls, ending: Ending) -> "EndingBody":
        stays = [StaysBody(code=code, sentence=sentence) for code, sentence in STAYS.items()]
        return cls(
            kind=ending.kind, begun_at=ending.begun_at, ended_at=ending.ended_at, erased=ending.erased,
            kept=KeptBody.of(ending), stays=stays,
        )  # fmt: skip


def ending_routes(guards: Guards, endings: Endings, cookies: Cookies, per_minute: int) -> list[APIRouter]:
    return [_wallet(guards, endings), _account(guards, endings, cookies), _report(endings, per_minute)]


def _wallet(guards: Guards, endings: Endings) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["wallets"])

    @router.post("/end", status_code=HTTPStatus.ACCEPTED, dependencies=guards.verified)
    async def end(body: Asking, session: Here, wallet_id: InWallet) -> EndingBody:
        """Erase the wallet with all that is in it, for good. Nobody can open it from now on. Needs the passkey."""
        return EndingBody.of(await endings.end_wallet(session.account_id, wallet_id, body.receipt))

    return router


def _account(guards: Guards, endings: Endings, cookies: Cookies) -> APIRouter:
    router = closed_router(guards.verified_session, prefix="/v1/account", tags=["account"])

    @router.post("/end", status_code=HTTPStatus.ACCEPTED)
    async def end(body: EndingAccount, response: Response, session: Here) -> EndingBody:
        """Erase the account, your own wallet and your sign-ins, for good. Needs the passkey."""
        ended = await endings.end_account(session.account_id, body.receipt, with_dependants=body.dependants)
        cookies.delete(response)
        return EndingBody.of(ended)

    return router


def _report(endings: Endings, per_minute: int) -> APIRouter:
    router = public_router(tags=["account"])
    router.dependencies.append(Depends(RateLimit(burst=2 * per_minute, per_minute=per_minute)))

    @router.post(REPORT_PATH)
    async def report(body: Asking, response: Response) -> EndingBody:
        """What was erased so far; for a day after the end, by the receipt alone."""
        response.headers["Cache-Control"] = "no-store"
        return EndingBody.of(await endings.report(body.receipt))

    @router.post(CERTIFICATE_PATH, response_class=Response, responses=JSON_TEXT)
    async def certificate(body: Asking) -> Response:
        """Proves to anybody what was erased, and names nobody; as long as there is a report. `salus audit verify`."""
        return evidence_file(await endings.certificate(body.receipt), "erased")

    return router
