"""The trust registry as clients see and send it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from agent.detached_jws import SignatureRefused, content_of, detached
from verifier.domain.registry import Registry, taken_over
from verifier.domain.trust import TrustEntry
from verifier.services.signed_registry import RegistryRefused, TakenOver
from verifier.store.registries import Edition


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


def registry_body(own: Registry, edition: Edition | None, lists: Sequence[TakenOver]) -> RegistryBody:
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
