"""How a record comes in: announced, then sent; encrypted before it touches a disk.

Decides: a content counts once its row names it; the same content sent again is no error; how much there is room for.
Leaves out: who may put something in (the guards, and consent for others).
"""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from agent.audit.domain.words import Kind
from agent.envelope import draw_key
from agent.errors import Conflict, NotFound, Problem
from agent.service.database import Transaction
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.record import About, Category, MediaType, RecordState, Source
from wallet_api.services.audited import Audited
from wallet_api.services.records.intake import ContentOther, Intake, draw_salt
from wallet_api.services.records.record import NO_SUCH, Record, named
from wallet_api.services.records.records import Records
from wallet_api.services.records.seals import PatientSeal, Place, sealed_about
from wallet_api.store.records import StoredRecord, Taken
from wallet_api.store.rows import LIST_LIMIT, new_id


class ContentKept(Conflict):
    """The record has another content already."""

    code = "content-kept"
    next_step = "Make a new record for it; delete this one if it is of no more use."


class QuotaUsedUp(Problem):
    """The patient's records would take more than there is room for."""

    code = "no-room-left"
    status = HTTPStatus.INSUFFICIENT_STORAGE
    next_step = "Delete a record that is of no more use, and send this one again."


@dataclass(frozen=True)
class Announced:
    """What the patient says of a record before its content comes."""

    title: str
    category: Category
    sensitivity: Sensitivity
    day: date | None


@dataclass(frozen=True)
class Receiving:
    records: Records
    audited: Audited
    quota_bytes: int

    async def announce(self, wallet_id: str, announced: Announced) -> Record:
        """Raises QuotaUsedUp when there are as many as a list shows, NotFound where the wallet just ended."""
        about = About(**vars(announced), source=Source.PATIENT, salt=draw_salt())
        record, _ = await self._drawn(Place(wallet_id, new_id()), about)
        async with self.records.database.transaction() as transaction:
            await self.add(transaction, record)
            await self.audited.in_wallet(transaction, wallet_id, Kind.CHANGE, "record-announced", named(record.id))
        return record

    async def _drawn(self, place: Place, about: About) -> tuple[Record, PatientSeal]:
        """A new one, under a key of its own."""
        key, seal = draw_key(), await self.records.seals.make(place.wallet_id)
        stored = StoredRecord(
            place.record_id, place.wallet_id, RecordState.AWAITED, seal.wrapped(key), sealed_about(about, key, place),
            None, 0, self.records.clock(),
        )  # fmt: skip
        return Record(about, stored), seal

    async def add(self, transaction: Transaction, record: Record) -> bool:
        """False if it is there already. Raises NotFound, QuotaUsedUp."""
        store, wallet_id = self.records.store, record.stored.wallet_id
        if not await store.hold_wallet(transaction, wallet_id):
            raise NotFound(NO_SUCH)
        taken = await store.taken(transaction, wallet_id)
        if taken.records >= LIST_LIMIT:
            raise QuotaUsedUp(f"A wallet keeps at most {LIST_LIMIT} records.")
        self._check_room(taken, record)
        return await store.add(transaction, record.stored)

    def _check_room(self, taken: Taken, record: Record) -> None:
        """Raises QuotaUsedUp."""
        if taken.size_bytes + record.stored.size_bytes > self.quota_bytes:
            raise QuotaUsedUp("There is no more room for a record of this size.")

    @asynccontextmanager
    async def taken_in(
        self, place: Place, about: About, sha256: str, content: AsyncIterator[bytes]
    ) -> AsyncIterator[Record]:
        """A whole record that is no row's yet; if the block does not add it, its content goes again.

        Raises ContentUnfit, ContentTooLarge, ContentOther for one that has not this SHA-256.
        """
        drawn, seal = await self._drawn(place, about)
        intake, blobs = Intake(MediaType(str(about.media_type)), about.salt), self.records.blobs
        with blobs.writing() as (name, file):
            await intake.take(content, file, seal.key(drawn.stored.wrapped_key), place.content)
            if not hmac.compare_digest(intake.sha256, sha256):
                raise ContentOther("This is not the content that was signed.")
        try:
            yield _complete(drawn, intake, seal, name)
        finally:
            if not await self.records.store.named([name]):
                blobs.delete([name])

    async def receive(
        self, wallet_id: str, record_id: str, media_type: MediaType, content: AsyncIterator[bytes]
    ) -> Record:
        """Take in the content; the same sent again is no error.

        Raises ContentUnfit (intake.py), ContentTooLarge, ContentKept, QuotaUsedUp.
        """
        async with self.audited.refusals(wallet_id, Kind.CHANGE, "record-kept", named(record_id)):
            return await self._receive(wallet_id, record_id, media_type, content)

    async def _receive(
        self, wallet_id: str, record_id: str, media_type: MediaType, content: AsyncIterator[bytes]
    ) -> Record:
        record, seal = await self.records.opened(wallet_id, record_id)
        intake, blobs = Intake(media_type, record.about.salt), self.records.blobs
        if record.stored.state is RecordState.KEPT:
            await intake.compare(content)
            return _again(record, intake)
        with blobs.writing() as (name, file):
            await intake.take(content, file, seal.key(record.stored.wrapped_key), record.place.content)
        try:
            kept = await self._keep(_complete(record, intake, seal, name), record.stored)
        except QuotaUsedUp:
            blobs.delete([name])
            raise
        if kept is not None:
            return kept
        blobs.delete([name])  # somebody else was first, or it was deleted meanwhile
        return _again(await self.records.find(wallet_id, record_id), intake)

    async def _keep(self, record: Record, before: StoredRecord) -> Record | None:
        """None if somebody else was first. Raises QuotaUsedUp."""
        store, wallet_id = self.records.store, before.wallet_id
        async with self.records.database.transaction() as transaction:
            await store.hold_wallet(transaction, wallet_id)
            taken = await store.taken(transaction, wallet_id)
            if not await store.change(transaction, before, record.stored):
                return None
            self._check_room(taken, record)
            await self.audited.in_wallet(
                transaction, wallet_id, Kind.CHANGE, "record-kept", named(record.id),
                details={"commitment": record.about.commitment or ""},
            )  # fmt: skip
        return record


def _complete(record: Record, intake: Intake, seal: PatientSeal, blob: str) -> Record:
    """With what was learned while its content came."""
    about = replace(
        record.about, media_type=intake.media_type, fhir_type=intake.fhir_type, commitment=intake.commitment
    )
    sealed = sealed_about(about, seal.key(record.stored.wrapped_key), record.place)
    stored = replace(
        record.stored, state=RecordState.KEPT, sealed_about=sealed, blob=blob, size_bytes=intake.size_bytes
    )
    return Record(about, stored)


def _again(record: Record, intake: Intake) -> Record:
    if not hmac.compare_digest(intake.commitment, record.about.commitment or ""):
        raise ContentKept("This record has a content already, and it is another one.")
    return record
