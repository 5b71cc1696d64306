"""Scans: what the phone's camera read."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from agent.service.auth import closed_router
from wallet_api.domain.scan import MAX_TEXT
from wallet_api.domain.states import ScanKind, ScanState
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.scans import Scans
from wallet_api.store.scans import Scan


class NewScan(BaseModel):
    text: Annotated[str, Field(max_length=MAX_TEXT + 1000)]


class ScanProblem(BaseModel):
    code: str
    sentence: str
    next_step: str


class ScanBody(BaseModel):
    scan_id: str
    state: ScanState
    kind: ScanKind | None
    offer_id: str | None
    request_id: str | None
    claimed_label: str
    """What the other end calls itself."""
    problem: ScanProblem | None

    @classmethod
    def of(cls, scan: Scan) -> "ScanBody":
        return cls(
            scan_id=scan.id, state=scan.state, kind=scan.kind, offer_id=scan.offer_id, request_id=scan.request_id,
            claimed_label=scan.claimed_label, problem=NO_ANSWER if scan.state is ScanState.FAILED else None,
        )  # fmt: skip


NO_ANSWER = ScanProblem(
    code="no-answer",
    sentence="Nothing came of this code. It may have been used already, or the other side cannot be reached.",
    next_step="Ask for a new code and scan it.",
)


def scan_routes(guards: Guards, scans: Scans) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/scans", tags=["scans"])

    @router.post("", status_code=HTTPStatus.ACCEPTED)
    async def scan(body: NewScan, wallet_id: InWallet) -> ScanBody:
        """Take up what a QR code says. The same text again gives the same scan."""
        return ScanBody.of(await scans.receive(wallet_id, body.text))

    @router.get("/{scan_id}")
    async def show(scan_id: RowId, wallet_id: InWallet) -> ScanBody:
        return ScanBody.of(await scans.find(wallet_id, scan_id))

    return router
