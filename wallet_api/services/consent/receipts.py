"""Receipts: signed by us with each version of a consent, and by the asker over what we signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agent.detached_jws import SignatureRefused, verify
from agent.errors import Conflict, InvalidInput
from agent.service.database import Database, Transaction
from agent.signed_claims import sign_claims
from wallet_api.domain.consent.fhir_consent import fhir_consent
from wallet_api.domain.consent.receipt import TYP, Keeper, receipt, receipt_id
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.store.consents import ConsentReceiptStore, SignedReceipt


class NoReceipt(Conflict):
    """There is no receipt of this version to sign."""

    code = "no-receipt"


class CountersignatureRefused(InvalidInput):
    """It is no signature of the asker's over the receipt."""

    code = "countersignature-refused"
    next_step = "Sign the receipt's text as it is, as a detached JWS, by the key that signed the request."


class Receipts:
    def __init__(self, database: Database, store: ConsentReceiptStore, keeper: Keeper, key: str | None) -> None:
        self._database = database
        self._store = store
        self.keeper = keeper
        self._key = key

    async def add(self, transaction: Transaction, record: ConsentRecord) -> None:
        """Of the version that the record has now; nothing where this service has no key for receipts."""
        if self._key is None:
            return
        signed = sign_claims(receipt(record, self.keeper), self._key, typ=TYP)
        kept = SignedReceipt(
            receipt_id(record), record.wallet_id, record.id, record.version, signed, None, record.changed_at
        )
        await self._store.add(transaction, kept)

    async def of(self, record: ConsentRecord) -> Sequence[SignedReceipt]:
        """The oldest first."""
        return await self._store.of_consent(record.wallet_id, record.id)

    async def latest(self, record: ConsentRecord) -> SignedReceipt | None:
        """Of the version that the record has now."""
        return next((each for each in await self.of(record) if each.version == record.version), None)

    async def with_receipt(self, record: ConsentRecord, now: datetime) -> Mapping[str, Any]:
        """The consent as a FHIR resource, with the receipt of this version as its source."""
        kept = await self.latest(record)
        return fhir_consent(record, self.keeper, now, kept.signed if kept else None)

    async def check(self, record: ConsentRecord, countersignature: str) -> SignedReceipt:
        """The receipt that it signs. Raises NoReceipt, CountersignatureRefused."""
        kept, key = await self.latest(record), record.asker.key
        if kept is None or key is None:
            raise NoReceipt("There is no receipt of this consent to sign.")
        try:
            verify(countersignature, key, kept.signed.encode())
        except SignatureRefused as refused:
            raise CountersignatureRefused(f"The signature does not hold: {refused}.") from None
        return kept

    async def countersign(self, transaction: Transaction, kept: SignedReceipt, countersignature: str) -> None:
        """The first one stays."""
        await self._store.countersign(transaction, kept.id, countersignature)
