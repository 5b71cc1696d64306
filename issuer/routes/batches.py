"""/v1/batches: bring many records, see what would be offered, let it be offered, and follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from agent.access.routes.guards import By, MachineDoors
from agent.errors import InvalidInput, Problem
from agent.service.auth import Guard, closed_router
from agent.service.outbox import Outbox
from agent.service.sse import EVENTS, EventStream, event_stream
from issuer.domain.batch import ACCEPTED, Batch, BatchState, Format, Progress, Row, RowOutcome
from issuer.domain.offer import OfferState
from issuer.domain.scope import Scope
from issuer.services.batch_intake import BatchIntake
from issuer.services.batch_journal import stream_of_batch
from issuer.services.batches import Batches
from issuer.services.qr_sheets import QrSheets

BATCHES_PATH = "/v1/batches"
MAX_PAGE = 500
BatchId = Annotated[str, Path(max_length=36)]
Columns = Annotated[list[str], Query(alias="column", max_length=50)]
_FORMATS: Mapping[str, Format | None] = {
    "application/fhir+json": Format.FHIR, "application/json": Format.FHIR,
    "application/fhir+ndjson": Format.NDJSON, "application/x-ndjson": Format.NDJSON,
    "text/csv": Format.CSV,
    "application/octet-stream": None, "": None,
}  # fmt: skip
_EXAMPLE = """subject_id,family_name,given_name,birth_dateint,occurrence_dateint,vaccine_cvx,lot_number,event_id
P-4711,Example,Anna,1990-05-17,2024-03-01,5,A1234,E-1
"""
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_DOCUMENT = {
    "requestBody": {
        "required": True,
        "content": {kind: _BINARY for kind in _FORMATS if kind} | {"text/csv": _BINARY | {"example": _EXAMPLE}},
    }
}


class UnknownFormat(Problem):
    """The media type is none that can be read."""

    code = "unknown-format"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    next_step = f"Send one of {', '.join(kind for kind in _FORMATS if kind)}."


class BatchBody(BaseModel):
    batch_id: str
    state: BatchState
    format: Format
    created_at: datetime
    ended_at: datetime | None
    held_code: str | None
    """Why a running batch waits; it goes on by itself."""
    rows: int
    waiting: int
    offered: int
    already_done: int
    refused: int
    corrections: int
    """Rows that take the place of an earlier version of their record."""
    accepted: int
    """Credentials that went out to wallets."""
    offers: Mapping[OfferState, int]

    @classmethod
    def of(cls, batch: Batch, progress: Progress) -> "BatchBody":
        outcomes = progress.outcomes
        return cls(
            batch_id=batch.batch_id, state=batch.state, format=batch.format, created_at=batch.created_at,
            ended_at=batch.ended_at, held_code=batch.held_code, rows=progress.rows,
            waiting=outcomes.get(RowOutcome.WAITING, 0), offered=outcomes.get(RowOutcome.OFFERED, 0),
            already_done=outcomes.get(RowOutcome.ALREADY_DONE, 0), refused=outcomes.get(RowOutcome.REFUSED, 0),
            corrections=progress.corrections, accepted=progress.accepted, offers=progress.offers,
        )  # fmt: skip


class BatchesBody(BaseModel):
    batches: list[BatchBody]
    next_after: str | None


class RowBody(BaseModel):
    number: int
    place: str
    """FHIRPath in the document, or row and column."""
    outcome: RowOutcome
    source_id: str | None
    credential_type: str | None
    corrects: bool
    offer_id: str | None
    offer_state: OfferState | None
    accepted: bool
    code: str | None
    """Why it was refused, and a sentence without any value."""
    sentence: str | None

    @classmethod
    def of(cls, row: Row, state: OfferState | None) -> "RowBody":
        return cls(
            number=row.number, place=row.place, outcome=row.outcome, source_id=row.source_id,
            credential_type=row.credential_type, corrects=row.corrects, offer_id=row.offer_id, offer_state=state,
            accepted=state in ACCEPTED, code=row.code, sentence=row.sentence,
        )  # fmt: skip


class RowsBody(BaseModel):
    rows: list[RowBody]
    next_after: int | None
    """Give it as `after` for the next page; None on the last one."""


class RenewedBody(BaseModel):
    renewed: int


@dataclass(frozen=True)
class BatchDesk:
    """What the routes of batches call."""

    intake: BatchIntake
    batches: Batches
    sheets: QrSheets
    outbox: Outbox

    async def body(self, batch: Batch) -> BatchBody:
        return BatchBody.of(batch, await self.batches.progress(batch.batch_id))

    async def page(self, after: str | None, limit: int) -> BatchesBody:
        found = await self.batches.page(after, limit + 1)
        shown = [await self.body(batch) for batch in found[:limit]]
        return BatchesBody(batches=shown, next_after=shown[-1].batch_id if len(found) > limit else None)

    async def rows(self, batch_id: str, after: int, limit: int, outcome: RowOutcome | None) -> RowsBody:
        found = await self.batches.rows(batch_id, after=after, limit=limit + 1, outcome=outcome)
        shown = [RowBody.of(row, state) for row, state in found[:limit]]
        return RowsBody(rows=shown, next_after=shown[-1].number if len(found) > limit else None)


def batch_routes(doors: MachineDoors, desk: BatchDesk) -> list[APIRouter]:
    return [_changing(doors.needing(Scope.OFFERS_WRITE), desk), _seeing(doors.needing(Scope.OFFERS_READ), desk)]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix=BATCHES_PATH, tags=["batches"])


def _changing(guard: Guard, desk: BatchDesk) -> APIRouter:
    router = _router(guard)

    @router.post("", status_code=HTTPStatus.CREATED, openapi_extra=_DOCUMENT)
    async def read(request: Request, by: By, columns: Columns = []) -> BatchBody:  # noqa: B006 - FastAPI copies it
        """Bring a FHIR resource, a Bundle, NDJSON or CSV. Nothing is offered before the batch is started.

        `column` says which column of a table is which claim, as `Header=claim`; it may be repeated.
        """
        kind = _format(request.headers.get("content-type", ""))
        return await desk.body(await desk.intake.take(await request.body(), kind, column_mapping(columns), by))

    @router.post("/{batch_id}/start")
    async def start(batch_id: BatchId, by: By) -> BatchBody:
        """Begin, or go on after a stop. It runs in the background."""
        return await desk.body(await desk.batches.start(batch_id, by))

    @router.post("/{batch_id}/stop")
    async def stop(batch_id: BatchId, by: By) -> BatchBody:
        """Offer no further row; what is offered stays."""
        return await desk.body(await desk.batches.stop(batch_id, by))

    @router.post("/{batch_id}/renew")
    async def renew(batch_id: BatchId, by: By) -> RenewedBody:
        """Offer again what nobody took up in time."""
        return RenewedBody(renewed=await desk.batches.renew(batch_id, by))

    @router.delete("/{batch_id}", status_code=HTTPStatus.NO_CONTENT)
    async def discard(batch_id: BatchId, by: By) -> None:
        """Delete a batch that was not started, with what was read."""
        await desk.batches.discard(batch_id, by)

    return router


def _seeing(guard: Guard, desk: BatchDesk) -> APIRouter:
    router = _router(guard)

    @router.get("")
    async def page(
        after: Annotated[str | None, Query(max_length=36)] = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
    ) -> BatchesBody:
        """Batches, the newest first."""
        return await desk.page(after, limit)

    @router.get("/{batch_id}")
    async def one(batch_id: BatchId) -> BatchBody:
        return await desk.body(await desk.batches.find(batch_id))

    @router.get("/{batch_id}/rows")
    async def rows(
        batch_id: BatchId,
        outcome: RowOutcome | None = None,
        after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    ) -> RowsBody:
        """What each row came to, in the document's order."""
        return await desk.rows(batch_id, after, limit, outcome)

    @router.get("/{batch_id}/sheet.pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
    async def sheet(batch_id: BatchId, by: By, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> Response:
        """QR codes to print, of the offers that can be taken up now; the next ones after the row given."""
        made = await desk.sheets.of_batch(batch_id, by, after)
        return Response(made.pdf, media_type="application/pdf", headers=made.headers)

    @router.get("/{batch_id}/events", status_code=HTTPStatus.OK, response_class=EventStream, responses=EVENTS)
    async def events(batch_id: BatchId, request: Request) -> EventStream:
        """`batch.changed` while it goes on, from the first one or from Last-Event-ID on."""
        await desk.batches.find(batch_id)
        return event_stream(request, desk.outbox, stream_of_batch(batch_id))

    return router


def _format(content_type: str) -> Format | None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in _FORMATS:
        raise UnknownFormat("A document of this media type cannot be read.")
    return _FORMATS[media_type]


def column_mapping(columns: Sequence[str]) -> Mapping[str, str]:
    pairs = [each.rpartition("=") for each in columns]
    if any(not equals for _, equals, _ in pairs):
        raise InvalidInput("A 'column' is written as Header=claim.")
    return {header.strip(): claim.strip() for header, _, claim in pairs}
