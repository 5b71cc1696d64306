"""Records of a patient: announced, sent, listed, opened, deleted; encrypted before they touch a disk.

Decides: a content counts once its row names it, and what no row names is swept up; nothing of a content is handed out
before all of it is found whole; how much there is room for.
Leaves out: who may look (the guards, and consent for others).
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.envelope import draw_key
from agent.errors import Conflict, NotFound, Problem
from agent.service.clock import Clock
from agent.service.database import Database
from wallet_api.domain.consent.asking import Sensitivity
from wallet_api.domain.record import About, Category, MediaType, RecordState, Source
from wallet_api.services.audited import Audited
from wallet_api.services.record_intake import Intake, draw_salt
from wallet_api.services.record_seals import (
    PatientSeal,
    PatientSeals,
    Place,
    RecordDamaged,
    opened_about,
    opened_content,
    sealed_about,
)
from wallet_api.store.blobs import Blobs
from wallet_api.store.records import RecordStore, StoredRecord
from wallet_api.store.rows import LIST_LIMIT, new_id

AWAITED_FOR = timedelta(days=1)
NO_SUCH = "There is no such record in this wallet."


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
class Record:
    about: About
    stored: StoredRecord

    @property
    def id(self) -> str:
        return self.stored.id

    @property
    def place(self) -> Place:
        return Place(self.stored.wallet_id, self.stored.id)


@dataclass(frozen=True)
class Shelf:
    """The records of a wallet, the newest first."""

    records: Sequence[Record]
    damaged: Sequence[str]
    """Ids of those that cannot be read any more."""


@dataclass(frozen=True)
class Announced:
    """What the patient says of a record before its content comes."""

    title: str
    category: Category
    sensitivity: Sensitivity
    day: date | None


@dataclass(frozen=True)
class Records:
    database: Database
    store: RecordStore
    blobs: Blobs
    seals: PatientSeals
    audited: Audited
    quota_bytes: int
    clock: Clock

    async def announce(self, wallet_id: str, announced: Announced) -> Record:
        """Raises QuotaUsedUp when there are as many as a list shows, NotFound where the wallet just ended."""
        key, seal = draw_key(), await self.seals.make(wallet_id)
        place = Place(wallet_id, new_id())
        about = About(**vars(announced), source=Source.PATIENT, salt=draw_salt())
        stored = StoredRecord(
            place.record_id, wallet_id, RecordState.AWAITED, seal.wrapped(key), sealed_about(about, key, place), None,
            0, self.clock(),
        )  # fmt: skip
        async with self.database.transaction() as transaction:
            if not await self.store.hold_wallet(transaction, wallet_id):
                raise NotFound(NO_SUCH)
            if (await self.store.taken(transaction, wallet_id)).records >= LIST_LIMIT:
                raise QuotaUsedUp(f"A wallet keeps at most {LIST_LIMIT} records.")
            await self.store.add(transaction, stored)
            await self.audited.in_wallet(
                transaction, wallet_id, Kind.CHANGE, "record-announced", named(place.record_id)
            )
        return Record(about, stored)

    async def receive(
        self, wallet_id: str, record_id: str, media_type: MediaType, content: AsyncIterator[bytes]
    ) -> Record:
        """Take in the content; the same sent again is no error.

        Raises ContentUnfit (record_intake), ContentTooLarge, ContentKept, QuotaUsedUp.
        """
        async with self.audited.refusals(wallet_id, Kind.CHANGE, "record-kept", named(record_id)):
            return await self._receive(wallet_id, record_id, media_type, content)

    async def _receive(
        self, wallet_id: str, record_id: str, media_type: MediaType, content: AsyncIterator[bytes]
    ) -> Record:
        record, seal = await self._opened(wallet_id, record_id)
        intake = Intake(media_type, record.about.salt)
        if record.stored.state is RecordState.KEPT:
            await intake.compare(content)
            return _again(record, intake)
        with self.blobs.writing() as (name, file):
            await intake.take(content, file, seal.key(record.stored.wrapped_key), record.place.content)
        try:
            kept = await self._keep(_complete(record, intake, seal, name), record.stored)
        except QuotaUsedUp:
            self.blobs.delete([name])
            raise
        if kept is not None:
            return kept
        self.blobs.delete([name])  # somebody else was first, or it was deleted meanwhile
        return _again(await self.find(wallet_id, record_id), intake)

    async def _keep(self, record: Record, before: StoredRecord) -> Record | None:
        """None if somebody else was first. Raises QuotaUsedUp."""
        async with self.database.transaction() as transaction:
            await self.store.hold_wallet(transaction, before.wallet_id)
            taken = await self.store.taken(transaction, before.wallet_id)
            if not await self.store.change(transaction, before, record.stored):
                return None
            if taken.size_bytes + record.stored.size_bytes > self.quota_bytes:
                raise QuotaUsedUp("There is no more room for a record of this size.")
            await self.audited.in_wallet(
                transaction, before.wallet_id, Kind.CHANGE, "record-kept", named(record.id),
                details={"commitment": record.about.commitment or ""},
            )  # fmt: skip
        return record

    async def all(self, wallet_id: str) -> Shelf:
        """One that is damaged hides no other. Raises KeyUnusable."""
        found = await self.store.of_wallet(wallet_id)
        try:
            seal = await self.seals.of(wallet_id) if found else None
        except RecordDamaged:
            seal = None
        records = [(each.id, _whole(each, seal)) for each in found]
        damaged = [record_id for record_id, record in records if record is None]
        return Shelf([record for _, record in records if record is not None], damaged)

    async def find(self, wallet_id: str, record_id: str) -> Record:
        """Raises NotFound, RecordDamaged, KeyUnusable."""
        return (await self._opened(wallet_id, record_id))[0]

    async def content(self, wallet_id: str, record_id: str) -> tuple[Record, Iterator[bytes]]:
        """As `read`, for who calls: that they saw it is on the log."""
        found = await self.read(wallet_id, record_id)
        await self.audited.seen(wallet_id, "record-seen", named(record_id))
        return found

    async def read(self, wallet_id: str, record_id: str) -> tuple[Record, Iterator[bytes]]:
        """In pieces, after all of it was found whole; to write down who sees it is the caller's.

        Raises NotFound, RecordDamaged, KeyUnusable, BlobMissing.
        """
        record, seal = await self._opened(wallet_id, record_id)
        if record.stored.blob is None:
            raise NotFound("The content of this record has not come yet.", next_step="Send it, then ask again.")
        key, path = seal.key(record.stored.wrapped_key), self.blobs.path(record.stored.blob)
        return record, await asyncio.to_thread(opened_content, path, key, record.place)

    async def delete(self, wallet_id: str, record_id: str) -> None:
        """Its key with its row: without it the content is random bytes, whatever becomes of its file.

        Raises NotFound.
        """
        stored = await self._find(wallet_id, record_id)
        async with self.database.transaction() as transaction:
            await self.store.delete(transaction, stored.id)
            await self.audited.in_wallet(transaction, wallet_id, Kind.ERASE, "record-deleted", named(record_id))
            if (blob := stored.blob) is not None:
                transaction.after_commit(lambda: self.blobs.delete([blob]))

    async def erase_contents(self, wallet_id: str) -> None:
        """The patient's key and the rows are the caller's. Safe to repeat."""
        await asyncio.to_thread(self.blobs.delete, await self.store.blobs_of(wallet_id))

    async def sweep(self) -> None:
        """Remove what was announced and never came, and contents that no row names."""
        async with self.database.transaction() as transaction:
            await self.store.purge_awaited(transaction, self.clock() - AWAITED_FOR)
        old = await asyncio.to_thread(self.blobs.old)
        for names in (old[at : at + LIST_LIMIT] for at in range(0, len(old), LIST_LIMIT)):
            used = await self.store.named(names)
            await asyncio.to_thread(self.blobs.delete, [name for name in names if name not in used])

    async def _find(self, wallet_id: str, record_id: str) -> StoredRecord:
        stored = await self.store.find(wallet_id, record_id)
        if stored is None:
            raise NotFound(NO_SUCH)
        return stored

    async def _opened(self, wallet_id: str, record_id: str) -> tuple[Record, PatientSeal]:
        stored = await self._find(wallet_id, record_id)
        seal = await self.seals.of(wallet_id)
        return _read(stored, seal), seal


def named(record_id: str) -> Named:
    return Named("record", record_id)


def _read(stored: StoredRecord, seal: PatientSeal) -> Record:
    place = Place(stored.wallet_id, stored.id)
    return Record(opened_about(stored.sealed_about, seal.key(stored.wrapped_key), place), stored)


def _whole(stored: StoredRecord, seal: PatientSeal | None) -> Record | None:
    try:
        return None if seal is None else _read(stored, seal)
    except RecordDamaged:
        return None


def _complete(record: Record, intake: Intake, seal: PatientSeal, blob: str) -> Record:
    """With what was learned while its content came."""
    about = replace(
        record.about, media_type=intake.media_type, fhir_type=intake.fhir_type, commitment=intake.commitment
    )
    sealed = sealed_about(about, seal.key(record.stored.wrapped_key), record.place)
    return Record(
        about,
        replace(record.stored, state=RecordState.KEPT, sealed_about=sealed, blob=blob, size_bytes=intake.size_bytes),
    )


def _again(record: Record, intake: Intake) -> Record:
    if not hmac.compare_digest(intake.commitment, record.about.commitment or ""):
        raise ContentKept("This record has a content already, and it is another one.")
    return record
