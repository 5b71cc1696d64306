"""A record with what is said about it, as it is opened and closed by the patient's seal."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.audit.domain.happened import Named
from agent.errors import NotFound
from wallet_api.domain.record import About
from wallet_api.services.records.seals import PatientSeal, Place, RecordDamaged, opened_about
from wallet_api.store.records import RecordStore, StoredRecord

NO_SUCH = "There is no such record in this wallet."


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


def named(record_id: str) -> Named:
    return Named("record", record_id)


async def stored(store: RecordStore, wallet_id: str, record_id: str) -> StoredRecord:
    """Raises NotFound."""
    found = await store.find(wallet_id, record_id)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def opened(stored: StoredRecord, seal: PatientSeal) -> Record:
    """Raises RecordDamaged."""
    place = Place(stored.wallet_id, stored.id)
    return Record(opened_about(stored.sealed_about, seal.key(stored.wrapped_key), place), stored)


def whole(stored: StoredRecord, seal: PatientSeal | None) -> Record | None:
    """None where it is damaged, or the patient's key is gone."""
    try:
        return None if seal is None else opened(stored, seal)
    except RecordDamaged:
        return None
