"""The one place where each act of consent is told and written down, in the act's own transaction: ids and states only.

The row of the act itself (a version of a consent, a use) is its store's; here stands what others learn of it.
"""

from agent.service.database import Transaction
from agent.service.outbox import EventData, Outbox
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import UseRecord
from wallet_api.domain.stream import stream_of


class Journal:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def requested(self, transaction: Transaction, record: ConsentRecord) -> None:
        data: EventData = {"consent_id": record.id, "state": record.state}
        self._outbox.append(transaction, stream_of(record.wallet_id), "consent.requested", data)

    def changed(self, transaction: Transaction, record: ConsentRecord) -> None:
        data: EventData = {"consent_id": record.id, "state": record.state, "version": record.version}
        self._outbox.append(transaction, stream_of(record.wallet_id), "consent.changed", data)

    def used(self, transaction: Transaction, use: UseRecord) -> None:
        data: EventData = {"consent_id": use.consent_id, "use_id": use.id, "is_permitted": use.is_permitted}
        self._outbox.append(transaction, stream_of(use.wallet_id), "consent.used", data)
