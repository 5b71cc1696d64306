"""/v1/trust-registry: whom this verifier trusts, since when, and a new edition of it.

An edition is sent as it was signed: a whole JWS, or a detached one with the document beside it (RFC 7515, 7797). It can
be sent only where the verifier knows the operator's key; else the registry is the operator's file, and only shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from agent.detached_jws import SignatureRefused, content_of, detached
from agent.errors import Conflict
from agent.service.auth import Guard, closed_router
from verifier.domain.registry import Registry, taken_over
from verifier.domain.trust import TrustEntry
from verifier.registry_store import Edition
from verifier.services.judging import ReadRegistry
from verifier.services.signed_registry import RegistryRefused, SignedRegistry, TakenOver


class EntryBody(BaseModel):
    issuer_did: str
    issuer_name: str
    credential_type: str
    cred_def_id: str
    trusted_from: date
    trusted_until: date | None
    issued_attribute: str
    void: bool


class PublisherBody(BaseModel):
    name: str
    key: Mapping[str, str]
    may_add: Sequence[str]


class ListBody(BaseModel):
    """What is taken over of another organisation's list."""

    publisher: str
    sequence: int
    since: datetime
    entries: Sequence[EntryBody]


class RegistryBody(BaseModel):
    sequence: int
    since: datetime | None
    """Null where the registry is a file that is not signed."""
    signed_by: str | None
    """Thumbprint of the operator's key (RFC 7638)."""
    entries: Sequence[EntryBody]
    """Our own."""
    publishers: Sequence[PublisherBody]
    lists: Sequence[ListBody]


class EditionBody(BaseModel):
    sequence: int
    since: datetime
    brought_by: str
    signed_by: str
    document: str


class HistoryBody(BaseModel):
    editions: Sequence[EditionBody]
    """The newest first."""


class SignedBody(BaseModel):
    """A document as it was signed."""

    model_config = ConfigDict(extra="forbid")
    jws: Annotated[str, Field(max_length=200_000)]
    document: Annotated[str, Field(max_length=120_000)] | None = None
    """Beside a detached JWS."""

    def parts(self) -> tuple[bytes, str]:
        """Document and detached signature. Raises RegistryRefused."""
        if self.document is not None:
            return self.document.encode(), self.jws
        try:
            return content_of(self.jws), detached(self.jws)
        except SignatureRefused as refused:
            raise RegistryRefused(f"The trust registry is not acceptable: its signature: {refused}.") from None


class ImportWanted(SignedBody):
    publisher: Annotated[str, Field(max_length=64)]


class ImportBody(BaseModel):
    publisher: str
    not_taken_over: Sequence[str]
    """Credential types that this publisher may not add."""


class RegistryNotSigned(Conflict):
    """The verifier knows no key by which an edition could be signed."""

    code = "trust-registry-not-signed"
    next_step = "Set SALUS_VERIFIER_TRUST_REGISTRY_JWK to the operator's public key, or edit the file."


def trust_registry_routes(guard: Guard, read: ReadRegistry, signed: SignedRegistry | None) -> APIRouter:
    router = closed_router(guard, prefix="/v1/trust-registry", tags=["trust registry"])

    @router.get("")
    async def registry() -> RegistryBody:
        """Whom this verifier trusts, and since when."""
        return await _in_force(signed) if signed else _body(await read(), None, ())

    @router.put("")
    async def replace(sent: SignedBody) -> RegistryBody:
        """A newer edition, signed by the operator; in force at once."""
        known = _required(signed)
        await known.replace(*sent.parts())
        return await _in_force(known)

    @router.get("/history")
    async def history() -> HistoryBody:
        """The editions that were ever in force."""
        editions = await signed.history() if signed else ()
        return HistoryBody(editions=[EditionBody.model_validate(each, from_attributes=True) for each in editions])

    @router.post("/imports", status_code=HTTPStatus.OK)
    async def take_over(sent: ImportWanted) -> ImportBody:
        """Another organisation's list, signed by it; our registry says who it is and what it may add."""
        left_out = await _required(signed).take_over(sent.publisher, *sent.parts())
        return ImportBody(publisher=sent.publisher, not_taken_over=left_out)

    return router


def _required(signed: SignedRegistry | None) -> SignedRegistry:
    if signed is None:
        raise RegistryNotSigned("The trust registry of this verifier is a file that is not signed.")
    return signed


async def _in_force(signed: SignedRegistry) -> RegistryBody:
    own = await signed.own()
    return _body(own, await signed.edition(), await signed.lists(own))


def _body(own: Registry, edition: Edition | None, lists: Sequence[TakenOver]) -> RegistryBody:
    before, shown = own, []
    for each in lists:
        added = taken_over(before.entries, each.publisher, each.registry)
        before = before.joined_by([(each.publisher, each.registry)])
        shown.append(_list(each, added))
    return RegistryBody(
        sequence=own.sequence,
        since=edition.since if edition else None,
        signed_by=edition.signed_by if edition else None,
        entries=_entries(own.entries),
        publishers=[PublisherBody.model_validate(each, from_attributes=True) for each in own.publishers],
        lists=shown,
    )


def _list(taken: TakenOver, added: Sequence[TrustEntry]) -> ListBody:
    edition = taken.edition
    return ListBody(
        publisher=taken.publisher.name, sequence=edition.sequence, since=edition.since, entries=_entries(added)
    )


def _entries(entries: Sequence[Any]) -> list[EntryBody]:
    return [EntryBody.model_validate(each, from_attributes=True) for each in entries]
