"""What a record's key encrypts, and how that key is wrapped.

Decides: a record's key is wrapped by one derived from the patient's (HKDF, RFC 5869: that one seals the patient's
events too), so that with the patient's key all records are gone, in every backup; wallet and record are authenticated
with all that is sealed, so that nothing opens in another's place. Leaves out: where it all lies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter

from agent.audit.domain.sealed import SealBroken
from agent.audit.store.subject_keys import SubjectKeys
from agent.envelope import KEY_BYTES, Damaged, seal, unseal, unwrap, wrap
from agent.errors import Problem
from agent.service.sealed_files import opened
from wallet_api.domain.record import About
from wallet_api.services.audited import wallet

_ABOUT = TypeAdapter(About)


class RecordDamaged(Problem):
    """What is stored is not what was put there."""

    code = "record-damaged"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Tell the operator, who can restore it from a backup. Nothing of it was shown."


class KeyUnusable(Problem):
    """A patient's key cannot be unwrapped with the keys at hand."""

    code = "key-unusable"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Tell the operator: the key that wrapped it is missing from the settings, or it is damaged."


@dataclass(frozen=True)
class Place:
    """Which record it is."""

    wallet_id: str
    record_id: str

    @property
    def about(self) -> bytes:
        return f"about {self.wallet_id} {self.record_id}".encode()

    @property
    def content(self) -> bytes:
        return f"content {self.wallet_id} {self.record_id}".encode()


@dataclass(frozen=True)
class PatientSeal:
    """Opens and closes the records of one patient."""

    by: bytes = field(repr=False)

    def wrapped(self, key: bytes) -> bytes:
        return wrap(key, self.by)

    def key(self, wrapped: bytes) -> bytes:
        """Raises RecordDamaged."""
        try:
            return unwrap(wrapped, self.by)
        except Damaged:
            raise RecordDamaged("The key of this record is damaged.") from None


class PatientSeals:
    def __init__(self, keys: SubjectKeys) -> None:
        self._keys = keys

    async def make(self, wallet_id: str) -> PatientSeal:
        """The wallet's; drawn if there was none. Raises KeyUnusable."""
        try:
            return _derived((await self._keys.key_for(wallet(wallet_id).text)).key)
        except SealBroken:
            raise KeyUnusable("A patient's key cannot be unwrapped.") from None

    async def of(self, wallet_id: str) -> PatientSeal:
        """Raises RecordDamaged where the key is gone, KeyUnusable."""
        try:
            found = await self._keys.of(wallet(wallet_id).text)
        except SealBroken:
            raise KeyUnusable("A patient's key cannot be unwrapped.") from None
        if found is None:
            raise RecordDamaged("The patient's key is gone.")
        return _derived(found.key)


def sealed_about(about: About, key: bytes, place: Place) -> bytes:
    return seal(_ABOUT.dump_json(about), key, place.about)


def opened_about(sealed: bytes, key: bytes, place: Place) -> About:
    """Raises RecordDamaged."""
    try:
        return _ABOUT.validate_json(unseal(sealed, key, place.about))
    except Damaged:
        raise RecordDamaged("What is said about this record is damaged.") from None


def opened_content(path: Path, key: bytes, place: Place) -> Iterator[bytes]:
    """In pieces, after all of it was found whole. Raises RecordDamaged."""
    try:
        return opened(path, key, place.content)
    except Damaged:
        raise RecordDamaged("The content of this record is damaged.") from None


def _derived(key: bytes) -> PatientSeal:
    return PatientSeal(HKDF(SHA256(), KEY_BYTES, salt=None, info=b"salus records 1").derive(key))
