"""Records of a patient: listed, opened, deleted, and swept up.

Decides: nothing of a content is handed out before all of it is found whole; what no row names is swept up.
Leaves out: who may look (the guards, and consent for others).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from agent.audit.domain.words import Kind
from agent.errors import NotFound
from agent.service.clock import Clock
from agent.service.database import Database
from wallet_api.services.audited import Audited
from wallet_api.services.records.record import Record, Shelf, named, opened, stored, whole
from wallet_api.services.records.seals import PatientSeal, PatientSeals, RecordDamaged, opened_content
from wallet_api.store.blobs import Blobs
from wallet_api.store.records import RecordStore
from wallet_api.store.rows import LIST_LIMIT

AWAITED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Records:
    database: Database
    store: RecordStore
    blobs: Blobs
    seals: PatientSeals
    audited: Audited
    clock: Clock

    async def all(self, wallet_id: str) -> Shelf:
        """One that is damaged hides no other. Raises KeyUnusable."""
        found = await self.store.of_wallet(wallet_id)
        try:
            seal = await self.seals.of(wallet_id) if found else None
        except RecordDamaged:
            seal = None
        records = [(each.id, whole(each, seal)) for each in found]
        damaged = [record_id for record_id, record in records if record is None]
        return Shelf([record for _, record in records if record is not None], damaged)

    async def find(self, wallet_id: str, record_id: str) -> Record:
        """Raises NotFound, RecordDamaged, KeyUnusable."""
        return (await self.opened(wallet_id, record_id))[0]

    async def content(self, wallet_id: str, record_id: str) -> tuple[Record, Iterator[bytes]]:
        """As `read`, for who calls: that they saw it is on the log."""
        found = await self.read(wallet_id, record_id)
        await self.audited.seen(wallet_id, "record-seen", named(record_id))
        return found

    async def read(self, wallet_id: str, record_id: str) -> tuple[Record, Iterator[bytes]]:
        """In pieces, after all of it was found whole; to write down who sees it is the caller's.

        Raises NotFound, RecordDamaged, KeyUnusable, BlobMissing.
        """
        record, seal = await self.opened(wallet_id, record_id)
        if record.stored.blob is None:
            raise NotFound("The content of this record has not come yet.", next_step="Send it, then ask again.")
        key, path = seal.key(record.stored.wrapped_key), self.blobs.path(record.stored.blob)
        return record, await asyncio.to_thread(opened_content, path, key, record.place)

    async def delete(self, wallet_id: str, record_id: str) -> None:
        """Its key with its row: without it the content is random bytes, whatever becomes of its file.

        Raises NotFound.
        """
        found = await stored(self.store, wallet_id, record_id)
        async with self.database.transaction() as transaction:
            await self.store.delete(transaction, found.id)
            await self.audited.in_wallet(transaction, wallet_id, Kind.ERASE, "record-deleted", named(record_id))
            if (blob := found.blob) is not None:
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

    async def opened(self, wallet_id: str, record_id: str) -> tuple[Record, PatientSeal]:
        """With the seal of its patient. Raises NotFound, RecordDamaged, KeyUnusable."""
        found = await stored(self.store, wallet_id, record_id)
        seal = await self.seals.of(wallet_id)
        return opened(found, seal), seal
