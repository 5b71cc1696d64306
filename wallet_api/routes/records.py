"""Records: announced, then sent; listed, opened, deleted.

A record is announced before its content is sent, so that no title is in an address and a broken upload is sent again.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, Field

from agent.errors import InvalidInput
from agent.service.auth import closed_router
from wallet_api.domain.claim import visible_label
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.provenance import provenance
from wallet_api.domain.record import Category, Deposit, MediaType, RecordState, Source
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.fhir_response import FHIR_CONTENT, FhirResponse
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.records.receiving import Announced, Receiving
from wallet_api.services.records.record import Record
from wallet_api.services.records.records import Records

CONTENT = "/{record_id}/content"
CONTENT_PATH = re.compile(r"/v1/wallets/[^/]+/records/[^/]+/content$")
_SHOWN_ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A document may hold scripts: none of them runs, and nothing is fetched."""


class UnknownMediaType(InvalidInput):
    """The content is of a type that is not kept."""

    code = "unknown-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    next_step = f"Send one of: {', '.join(MediaType)}."


class NewRecord(Wanted):
    title: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(visible_label)]
    category: Category
    sensitivity: Sensitivity = Sensitivity.NORMAL
    day: date | None = None
    """Of the examination, the letter ..."""

    def announced(self) -> Announced:
        return Announced(self.title, self.category, self.sensitivity, self.day)


class DepositorBody(BaseModel):
    organisation_id: str
    organisation_name: str
    """As the registry named it then."""
    name: str
    role: str
    """ISCO-08 unit group."""
    consent_id: str
    at: datetime

    @classmethod
    def of(cls, deposit: Deposit) -> "DepositorBody":
        who = deposit.asker
        return cls(
            organisation_id=who.organisation, organisation_name=deposit.organisation_name, name=who.name,
            role=who.role, consent_id=deposit.consent_id, at=deposit.at,
        )  # fmt: skip


class RecordBody(BaseModel):
    record_id: str
    state: RecordState
    title: str
    category: Category
    sensitivity: Sensitivity
    day: date | None
    source: Source
    """Who put it in."""
    put_in_by: DepositorBody | None
    """Where an organisation did, with the patient's consent and its own signature."""
    media_type: MediaType | None
    fhir_type: str | None
    """The type of a FHIR resource."""
    size_bytes: int
    created_at: datetime

    @classmethod
    def of(cls, record: Record) -> "RecordBody":
        about, stored = record.about, record.stored
        return cls(
            record_id=stored.id, state=stored.state, title=about.title, category=about.category,
            sensitivity=about.sensitivity, day=about.day, source=about.source,
            put_in_by=DepositorBody.of(about.deposit) if about.deposit else None, media_type=about.media_type,
            fhir_type=about.fhir_type, size_bytes=stored.size_bytes, created_at=stored.created_at,
        )  # fmt: skip


class RecordList(BaseModel):
    records: Sequence[RecordBody]
    """The newest first."""
    damaged: Sequence[str]
    """Ids of those that cannot be read any more; they can be deleted."""


def record_routes(guards: Guards, records: Records, receiving: Receiving) -> list[APIRouter]:
    return [_keeping(guards, records, receiving), _contents(guards, records, receiving)]


def _router(guards: Guards) -> APIRouter:
    return closed_router(guards.wallet, prefix=f"{OF_ONE}/records", tags=["records"])


def _keeping(guards: Guards, records: Records, receiving: Receiving) -> APIRouter:
    router = _router(guards)

    @router.get("")
    async def every(wallet_id: InWallet) -> RecordList:
        shelf = await records.all(wallet_id)
        return RecordList(records=[RecordBody.of(each) for each in shelf.records], damaged=shelf.damaged)

    @router.post("", status_code=HTTPStatus.CREATED)
    async def announce(body: NewRecord, wallet_id: InWallet) -> RecordBody:
        """Say what is to come; send its content then (PUT .../content), within a day."""
        return RecordBody.of(await receiving.announce(wallet_id, body.announced()))

    @router.get("/{record_id}")
    async def show(record_id: RowId, wallet_id: InWallet) -> RecordBody:
        return RecordBody.of(await records.find(wallet_id, record_id))

    @router.get("/{record_id}/provenance", response_class=FhirResponse, responses=FHIR_CONTENT)
    async def whose(record_id: RowId, wallet_id: InWallet) -> FhirResponse:
        """Whose it is, as a FHIR R4 Provenance; with the signature of the organisation that put it in."""
        record = await records.find(wallet_id, record_id)
        found = provenance(record.id, record.stored.created_at.isoformat(), record.about)
        headers = {"content-disposition": 'attachment; filename="provenance.json"', "cache-control": "no-store"}
        return FhirResponse(found, headers=headers)

    @router.delete("/{record_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=guards.verified)
    async def delete(record_id: RowId, wallet_id: InWallet) -> None:
        """For good: its key is destroyed. Needs the passkey."""
        await records.delete(wallet_id, record_id)

    return router


BINARY: dict[str, Any] = {each: {"schema": {"type": "string", "format": "binary"}} for each in MediaType}


def _contents(guards: Guards, records: Records, receiving: Receiving) -> APIRouter:
    router = _router(guards)

    @router.put(CONTENT, openapi_extra={"requestBody": {"required": True, "content": BINARY}})
    async def send(record_id: RowId, wallet_id: InWallet, request: Request) -> RecordBody:
        """The content as it is, at most 50 MB (5 MB of a FHIR resource). Sent again, it is not kept twice."""
        return RecordBody.of(await receiving.receive(wallet_id, record_id, media_type_of(request), request.stream()))

    @router.get(CONTENT, dependencies=guards.verified, response_class=Response, responses={200: {"content": BINARY}})
    async def read(record_id: RowId, wallet_id: InWallet) -> StreamingResponse:
        """The content as it was sent. Needs the passkey."""
        return _answer(*await records.content(wallet_id, record_id))

    return router


def media_type_of(request: Request) -> MediaType:
    """Raises UnknownMediaType."""
    try:
        return MediaType(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    except ValueError:
        raise UnknownMediaType("Records of this Content-Type are not kept.") from None


def _answer(record: Record, content: Iterator[bytes]) -> StreamingResponse:
    headers = {
        "content-length": str(record.stored.size_bytes), "content-disposition": "inline",
        "content-security-policy": _SHOWN_ALONE,
    }  # fmt: skip
    return StreamingResponse(content, media_type=str(record.about.media_type), headers=headers)
