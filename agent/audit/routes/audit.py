"""/v1/audit: checkpoint, tiles and entries of the log (C2SP tlog-tiles), events with their evidence, and anchors."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from agent.audit.audit import Audit
from agent.audit.routes.json_files import JSON_TEXT, evidence_file, json_text
from agent.service.auth import Guard, closed_router

TREE_SIZE = Query(ge=1, le=2**62)
EventId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["9f86d081884c7d659a2feaa0c55ad015"])]
TilePath = Annotated[str, Path(examples=["x001/x234/067", "000.p/112"])]
Level = Annotated[int, Path(ge=0, le=7)]
_BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}}}}
_UNCHANGING = {"cache-control": "private, max-age=31536000, immutable"}


class EventBody(BaseModel):
    event_id: str
    is_on_the_log: bool
    """Whether the tree has it; until then there is no evidence."""
    event: dict[str, Any]
    """FHIR R4 AuditEvent."""


class EventsBody(BaseModel):
    events: Sequence[EventBody]


class ConsistencyBody(BaseModel):
    proof: Sequence[str]
    """Hashes, in base64 (RFC 9162, 2.1.4)."""


class AnchorBody(BaseModel):
    checkpoint: str
    """With its signatures, as a note."""
    anchor: dict[str, Any]
    """The ledger's transaction whose `hash` is the SHA-256 of the checkpoint's text, with its audit path."""


class AnchorsBody(BaseModel):
    anchors: Sequence[AnchorBody]


def audit_routes(guard: Guard, audit: Audit, note_read: Callable[[Request, str], Awaitable[None]]) -> APIRouter:
    """All of a log; `note_read` writes down who reads the events about whom."""
    router = tree_routes(guard, audit)

    @router.get("/events")
    async def events(
        request: Request,
        about: Annotated[
            str, Query(pattern=r"^[a-z-]{1,40}(:[A-Za-z0-9_.-]{1,150})?$", examples=["verification:4711"])
        ],
    ) -> EventsBody:
        """What happened to a record or to somebody, the first first. Reading it is an event, too."""
        await note_read(request, about)
        found = await audit.evidences.about(about)
        shown = [EventBody(event_id=e.event_id, is_on_the_log=e.is_on_the_log, event=dict(e.event)) for e in found]
        return EventsBody(events=shown)

    @router.get("/events/{event_id}/evidence", response_class=Response, responses=JSON_TEXT)
    async def evidence(event_id: EventId) -> Response:
        """One file that proves the event to anybody; `salus audit verify` checks it without a network."""
        return evidence_file(await audit.evidences.of(event_id), event_id)

    return router


def tree_routes(guard: Guard, audit: Audit) -> APIRouter:
    """What says of nobody what happened: the tree, its anchors, and what evidence is checked by."""
    router = closed_router(guard, prefix="/v1/audit", tags=["audit log"])
    publishing = audit.publishing
    _add_roots(router, audit)

    @router.get("/checkpoint", response_class=Response, responses=_TEXT)
    async def checkpoint() -> Response:
        """The newest that enough witnesses signed."""
        found = await publishing.checkpoint()
        return Response(found.note.text, media_type="text/plain; charset=utf-8", headers={"cache-control": "no-store"})

    @router.get("/tile/entries/{path:path}", response_class=Response, responses=_BYTES)
    async def entries(path: TilePath) -> Response:
        """Entries, each with its length in front."""
        return _bytes(await publishing.bundle(path))

    @router.get("/tile/{level}/{path:path}", response_class=Response, responses=_BYTES)
    async def tile(level: Level, path: TilePath) -> Response:
        """Hashes of the tree."""
        return _bytes(await publishing.tile(level, path))

    @router.get("/consistency")
    async def consistency(first: Annotated[int, TREE_SIZE], second: Annotated[int, TREE_SIZE]) -> ConsistencyBody:
        """The proof that the tree of `second` entries begins with that of `first`."""
        return ConsistencyBody(proof=await publishing.consistency(first, second))

    return router


def _add_roots(router: APIRouter, audit: Audit) -> None:
    @router.get("/trust", response_class=Response, responses=JSON_TEXT)
    async def trust() -> Response:
        """The keys of the log and its witnesses, and the DID of its anchors: what evidence is checked by."""
        return json_text(await audit.trust())

    @router.get("/anchors")
    async def anchors() -> AnchorsBody:
        """Every checkpoint that is on the ledger, the first first."""
        return AnchorsBody.model_validate({"anchors": await audit.publishing.anchors()})


def _bytes(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream", headers=_UNCHANGING)
