"""What a wallet's phone is told: that a scan, an offer, a request or a card changed; ids and states only."""

from agent.protocol import CredentialId
from agent.service.database import Transaction
from agent.service.outbox import Outbox
from wallet_api.domain.card_state import CardState
from wallet_api.domain.stream import stream_of
from wallet_api.store.offers import Offer
from wallet_api.store.requests import ProofAsked
from wallet_api.store.scans import Scan


class Events:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def scan_changed(self, transaction: Transaction, scan: Scan) -> None:
        data = {
            "scan_id": scan.id, "state": scan.state, "kind": scan.kind, "offer_id": scan.offer_id,
            "request_id": scan.request_id,
        }  # fmt: skip
        self._outbox.append(transaction, stream_of(scan.wallet_id), "scan.changed", data)

    def offer_changed(self, transaction: Transaction, offer: Offer) -> None:
        data = {"offer_id": offer.id, "state": offer.state, "reason": offer.reason}
        self._outbox.append(transaction, stream_of(offer.wallet_id), "offer.changed", data)

    def request_changed(self, transaction: Transaction, request: ProofAsked) -> None:
        data = {"request_id": request.id, "state": request.state, "reason": request.reason}
        self._outbox.append(transaction, stream_of(request.wallet_id), "request.changed", data)

    def credential_deleted(self, transaction: Transaction, wallet_id: str, credential_id: CredentialId) -> None:
        data = {"credential_id": credential_id}
        self._outbox.append(transaction, stream_of(wallet_id), "credential.deleted", data)

    def credential_is(
        self, transaction: Transaction, wallet_id: str, credential_id: CredentialId, state: CardState
    ) -> None:
        """credential.expiring, credential.replaced, credential.revoked."""
        data = {"credential_id": credential_id}
        self._outbox.append(transaction, stream_of(wallet_id), f"credential.{state}", data)
