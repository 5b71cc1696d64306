"""Gives each verdict its receipt: signed together with the verdict, and kept as it was signed.

So a receipt stays the same whatever key is in force later, and a verdict that was given while the verifier had no key
has none. Public keys that were in force before stay listed as long as the settings name them.
"""

from collections.abc import Sequence
from http import HTTPStatus

from agent.errors import Conflict, NotFound, Problem
from agent.service.database import Transaction
from agent.signed_claims import Claims, PublicJwk, jwk_set, sign_claims
from verifier.domain.receipt import TYP, Signatory, receipt
from verifier.store.receipts import ReceiptStore
from verifier.store.verifications import VerificationStore


class NotDecided(Conflict):
    """There is no verdict to give a receipt of."""

    code = "not-decided"
    next_step = "Wait for the verdict and ask again."


class NoReceipt(Problem):
    """The verdict was given while the verifier had no key to sign by."""

    code = "no-receipt"
    status = HTTPStatus.NOT_FOUND
    next_step = "Ask the operator to set SALUS_VERIFIER_RECEIPT_JWK: verdicts from then on have a receipt."


class Receipts:
    def __init__(
        self,
        store: ReceiptStore,
        verifications: VerificationStore,
        signatory: Signatory,
        *,
        key: str | None,
        published: Sequence[PublicJwk],
    ) -> None:
        """`key`: private JWK, or None for no receipts. `published`: the public keys by which receipts are checked."""
        self._store = store
        self._verifications = verifications
        self._signatory = signatory
        self._key = key
        self._published = published

    async def give(self, transaction: Transaction, verification_id: str) -> None:
        """Sign and keep the receipt of a verdict that this transaction has written."""
        if self._key is None:
            return
        decided = await self._verifications.find_in(transaction, verification_id)
        if decided is not None:
            signed = sign_claims(receipt(decided, self._signatory), self._key, typ=TYP)
            await self._store.add(transaction, verification_id, signed)

    async def of(self, verification_id: str) -> str:
        """The receipt. Raises NotFound, NotDecided, NoReceipt."""
        found = await self._store.find(verification_id)
        if found is not None:
            return found
        asked = await self._verifications.find(verification_id)
        if asked is None:
            raise NotFound("There is no verification of this id.")
        if asked.decision is None:
            raise NotDecided("There is no verdict yet.")
        raise NoReceipt("This verdict has no receipt.")

    def keys(self) -> Claims:
        """The public keys as a JWK set (RFC 7517), the one in force first."""
        return jwk_set(self._published)
