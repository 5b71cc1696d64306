"""The reason that an asker gave, sealed by the patient's key: erased with the patient, in yesterday's backup too."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agent.audit.domain.sealed import SealBroken
from agent.audit.store.subject_keys import SubjectKey, SubjectKeys
from agent.envelope import KEY_BYTES, Damaged, seal, unseal
from agent.service.logging import get_logger
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.emergency import Emergency
from wallet_api.services.audited import wallet
from wallet_api.services.consent.askers import NotPermitted
from wallet_api.services.records.seals import KeyUnusable

log = get_logger(__name__)


class Reasons:
    def __init__(self, keys: SubjectKeys) -> None:
        self._keys = keys

    async def seal(self, wallet_id: str, emergency_id: str, reason: str) -> bytes:
        """Raises KeyUnusable."""
        try:
            key = await self._keys.key_for(wallet(wallet_id).text)
        except SealBroken:
            raise KeyUnusable("A patient's key cannot be unwrapped.") from None
        return seal(reason.encode(), _derived(key), _place(wallet_id, emergency_id))

    async def open(self, emergency: Emergency) -> str:
        """Raises KeyUnusable, and NotPermitted where the patient is being erased."""
        try:
            key = await self._keys.of(wallet(emergency.wallet_id).text)
            if key is None:
                raise NotPermitted(NOT_PERMITTED)
            return unseal(emergency.sealed_reason, _derived(key), _place(emergency.wallet_id, emergency.id)).decode()
        except (SealBroken, Damaged):
            raise KeyUnusable("The reason of an emergency cannot be opened.") from None

    async def readable(self, emergency: Emergency) -> str | None:
        """For the patient; None where it is damaged, so that the rest can be read all the same."""
        try:
            return await self.open(emergency)
        except (KeyUnusable, NotPermitted) as gone:
            log.warning("emergency.reason_unreadable", record_id=emergency.id, error=type(gone).__name__)
            return None


def _derived(key: SubjectKey) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"salus emergencies 1").derive(key.key)


def _place(wallet_id: str, emergency_id: str) -> bytes:
    return f"reason {wallet_id} {emergency_id}".encode()
