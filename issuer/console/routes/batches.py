"""Batches: bring a file, look through what was read, let it be offered, follow it, print its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from agent.access.act_store import ActStore
from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput
from agent.service.outbox import Outbox
from agent.service.sse import EventStream, event_stream
from issuer.console.batch_words import FORMAT_WORDS, words_of_batch, words_of_row
from issuer.console.navigation import BATCHES
from issuer.domain.batch import BatchState, Row, RowOutcome
from issuer.domain.credential_type import CredentialType
from issuer.domain.offer import OfferState
from issuer.routes.batches import BatchDesk, column_mapping
from issuer.services.batch_journal import stream_of_batch

SHOWN, SHOWN_ROWS = 20, 50
BatchId = Annotated[str, Path(pattern="^[0-9a-f-]{1,36}$")]
After = Annotated[int, Query(ge=0, le=2**62)]


@dataclass(frozen=True)
class BatchPages:
    """What these pages read and call."""

    desk: BatchDesk
    types: Mapping[str, CredentialType]
    acts: ActStore
    names: NameBook
    outbox: Outbox

    async def show(self, pages: Pages, session: OpenSession, batch_id: str, view: "_View") -> Response:
        """Raises NotFound."""
        seen_id = await self.outbox.latest_id(stream_of_batch(batch_id))  # before the look: nothing falls in between
        batch = await self.desk.batches.find(batch_id)
        progress = await self.desk.batches.progress(batch_id)
        rows = await self.desk.batches.rows(batch_id, after=view.after, limit=SHOWN_ROWS + 1, outcome=view.outcome)
        shown = [(row, words_of_row(row, state), self._title(row)) for row, state in rows[:SHOWN_ROWS]]
        return pages.show(
            "batch.html", session, here=BATCHES, batch=batch, words=words_of_batch(batch), progress=progress,
            rows=shown, more=shown[-1][0].number if len(rows) > SHOWN_ROWS else None, outcome=view.outcome,
            expired=progress.offers.get(OfferState.EXPIRED, 0), format=FORMAT_WORDS[batch.format], seen_id=seen_id,
            states=BatchState, acts=await self.acts.of_record(batch_id),
            names=await self.names.read(),
        )  # fmt: skip

    def _title(self, row: Row) -> str:
        name = row.credential_type or ""
        return self.types[name].title if name in self.types else name


@dataclass(frozen=True)
class _View:
    """Which rows a page shows."""

    outcome: RowOutcome | None
    after: int


def batch_page_routes(pages: Pages, doors: Doors, parts: BatchPages) -> list[APIRouter]:
    return [_bringing(pages, doors, parts), _following(pages, doors, parts), _steering(pages, doors, parts)]


def _bringing(pages: Pages, doors: Doors, parts: BatchPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(BATCHES)
    async def batches(
        session: Here, after: Annotated[str | None, Query(pattern="^[0-9a-f-]{1,36}$")] = None
    ) -> Response:
        found = await parts.desk.batches.page(after, SHOWN + 1)
        return pages.show(
            "batches.html", session, here=BATCHES, batches=found[:SHOWN], more=len(found) > SHOWN,
            words=words_of_batch, formats=FORMAT_WORDS,
        )  # fmt: skip

    @router.post(BATCHES)
    async def bring(request: Request, session: Here) -> Response:
        form = await request.form()
        columns = column_mapping([line for line in str(form.get("columns", "")).splitlines() if line.strip()])
        batch = await parts.desk.intake.take(await _document(form), None, columns, session.actor)
        return see(f"{BATCHES}/{batch.batch_id}")

    return router


def _following(pages: Pages, doors: Doors, parts: BatchPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))

    @router.get(f"{BATCHES}/{{batch_id}}")
    async def one(
        batch_id: BatchId, session: Here, outcome: Annotated[str, Query(max_length=20)] = "", after: After = 0
    ) -> Response:
        return await parts.show(pages, session, batch_id, _View(_outcome(outcome), after))

    @router.get(f"{BATCHES}/{{batch_id}}/events", response_class=EventStream)
    async def events(batch_id: BatchId, request: Request, after: After = 0) -> EventStream:
        await parts.desk.batches.find(batch_id)
        return event_stream(request, parts.outbox, stream_of_batch(batch_id), after_id=after)

    @router.get(f"{BATCHES}/{{batch_id}}/sheet.pdf")
    async def sheet(batch_id: BatchId, session: Here, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> Response:
        made = await parts.desk.sheets.of_batch(batch_id, session.actor, after)
        return Response(made.pdf, media_type="application/pdf", headers=dict(made.headers))

    return router


def _steering(pages: Pages, doors: Doors, parts: BatchPages) -> APIRouter:
    router = page_router(pages, doors.for_role(Role.CLERK))
    batches = parts.desk.batches

    @router.post(f"{BATCHES}/{{batch_id}}/start")
    async def start(batch_id: BatchId, session: Here) -> Response:
        await batches.start(batch_id, session.actor)
        return see(f"{BATCHES}/{batch_id}")

    @router.post(f"{BATCHES}/{{batch_id}}/stop")
    async def stop(batch_id: BatchId, session: Here) -> Response:
        await batches.stop(batch_id, session.actor)
        return see(f"{BATCHES}/{batch_id}")

    @router.post(f"{BATCHES}/{{batch_id}}/renew")
    async def renew(batch_id: BatchId, session: Here) -> Response:
        await batches.renew(batch_id, session.actor)
        return see(f"{BATCHES}/{batch_id}")

    @router.post(f"{BATCHES}/{{batch_id}}/discard")
    async def discard(batch_id: BatchId, session: Here) -> Response:
        await batches.discard(batch_id, session.actor)
        return see(BATCHES)

    return router


def _outcome(text: str) -> RowOutcome | None:
    try:
        return RowOutcome(text) if text else None
    except ValueError:
        raise InvalidInput("There is no such outcome of a row.") from None


async def _document(form: FormData) -> bytes:
    given = form.get("document")
    document = await given.read() if isinstance(given, UploadFile) else b""
    if not document:
        raise InvalidInput("No file was chosen, or it is empty.", next_step="Choose a file and upload it again.")
    return document
