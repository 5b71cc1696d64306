"""Finding the offers and requests that came to a wallet: every exchange of its tenant that has no row yet gets one.

Decides: what came is tied to the scan it came from, if any, in the same transaction: by the invitation that carried it,
or by the connection that the invitation led to. While a scan does not know its connection yet, what came over a
connection waits for the next pass. What is already under way or over without a row of ours is left alone.
Safe to repeat, also at the same time: one exchange gets one row.
"""

import asyncio
from datetime import timedelta
from enum import Enum

from agent.ports import CredentialExchange, PresentationExchange
from agent.protocol import CredentialState, PresentationState
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.claim import claimed_purpose
from wallet_api.domain.led import asks
from wallet_api.domain.request import RequestedGroup, UnreadableRequest, read_request
from wallet_api.domain.states import OfferState, Reason, RequestState, ScanKind, ScanState
from wallet_api.services.audited import Audited
from wallet_api.services.audited_exchanges import audit_offer, audit_request
from wallet_api.services.events import Events
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import Offer, OfferStore
from wallet_api.store.requests import ProofAsked, RequestStore
from wallet_api.store.rows import new_id
from wallet_api.store.scans import Scan, ScanStore, ready


class Origin(Enum):
    NOT_KNOWN_YET = "not known yet"


class Discovery:
    def __init__(
        self,
        database: Database,
        wallets: Wallets,
        events: Events,
        audited: Audited,
        *,
        scans: ScanStore,
        offers: OfferStore,
        requests: RequestStore,
        offer_lifetime: timedelta,
        request_lifetime: timedelta,
        clock: Clock,
    ) -> None:
        self._database = database
        self._wallets = wallets
        self._events = events
        self._audited = audited
        self._scans = scans
        self._offers = offers
        self._requests = requests
        self._offer_lifetime = offer_lifetime
        self._request_lifetime = request_lifetime
        self._clock = clock

    async def look(self, wallet_id: str) -> None:
        """One pass over what waits for the wallet's owner; reading all that is over would cost more with each card."""
        holder = await self._wallets.holder(wallet_id)
        offered, asked = await asyncio.gather(
            holder.credential_exchanges(CredentialState.OFFER_RECEIVED),
            holder.presentation_exchanges(PresentationState.REQUEST_RECEIVED),
        )
        known_offers = await self._offers.exchange_ids(wallet_id)
        for offer in offered:
            if offer.exchange_id not in known_offers:
                await self._add_offer(wallet_id, offer)
        known_requests = await self._requests.exchange_ids(wallet_id)
        for request in asked:
            if request.exchange_id not in known_requests:
                await self._add_request(wallet_id, request)

    async def _add_offer(self, wallet_id: str, exchange: CredentialExchange) -> None:
        scan, now = await self._scan_behind(wallet_id, exchange), self._clock()
        if scan is Origin.NOT_KNOWN_YET:
            return
        offer = Offer(
            id=new_id(), wallet_id=wallet_id, exchange_id=exchange.exchange_id, state=OfferState.OFFERED, reason=None,
            claimed_label=scan.claimed_label if scan else "", schema_id=exchange.schema_id,
            cred_def_id=exchange.cred_def_id, credential_id=None, received_at=None, created_at=now, changed_at=now,
            expires_at=now + self._offer_lifetime, closed_at=None,
        )  # fmt: skip
        async with self._database.transaction() as transaction:
            if await self._offers.add(transaction, offer):
                await audit_offer(self._audited, transaction, offer)
                self._events.offer_changed(transaction, offer)
                await self._answer_scan(transaction, scan, ScanKind.OFFER, offer.id)

    async def _add_request(self, wallet_id: str, exchange: PresentationExchange) -> None:
        scan, now, asked = await self._scan_behind(wallet_id, exchange), self._clock(), _asked(exchange)
        if scan is Origin.NOT_KNOWN_YET:
            return
        led = asks(scan.led, exchange, over=scan.connection_ids, inside=scan.thread_id) if scan else None
        request = ProofAsked(
            id=new_id(), wallet_id=wallet_id, exchange_id=exchange.exchange_id,
            state=RequestState.ASKED if asked else RequestState.FAILED, reason=None if asked else Reason.UNREADABLE,
            claimed_label=scan.claimed_label if scan else "",
            claimed_purpose=claimed_purpose(exchange.comment) or (scan.claimed_purpose if scan else ""),
            asker_id=led.organisation_id if led else None, purpose_id=led.purpose_id if led else None, asked=asked,
            cards=None, created_at=now, changed_at=now, expires_at=now + self._request_lifetime, closed_at=None,
        )  # fmt: skip
        async with self._database.transaction() as transaction:
            if await self._requests.add(transaction, request):
                await audit_request(self._audited, transaction, request)
                self._events.request_changed(transaction, request)
                await self._answer_scan(transaction, scan, ScanKind.REQUEST, request.id)

    async def _scan_behind(
        self, wallet_id: str, exchange: CredentialExchange | PresentationExchange
    ) -> Scan | Origin | None:
        carrier = await self._scans.carrying(wallet_id, exchange.parent_thread_id, exchange.thread_id)
        if carrier is not None and carrier.led is not None and _awaits_connection(carrier, exchange):
            return Origin.NOT_KNOWN_YET
        if carrier is not None or exchange.parent_thread_id is not None or exchange.connection_id is None:
            return carrier
        unanswered = await self._scans.unanswered(wallet_id)
        for scan in unanswered:
            if exchange.connection_id in scan.connection_ids:
                return scan
        waiting = any(_awaits_connection(scan, exchange) for scan in unanswered)
        return Origin.NOT_KNOWN_YET if waiting else None

    async def _answer_scan(self, transaction: Transaction, scan: Scan | None, kind: ScanKind, record_id: str) -> None:
        if scan is None or scan.state is ScanState.READY:
            return
        after = ready(scan, kind, record_id)
        if await self._scans.change(transaction, scan, after):
            self._events.scan_changed(transaction, after)


def _awaits_connection(scan: Scan, exchange: CredentialExchange | PresentationExchange) -> bool:
    """Whether it can only be told later if this came over the scan's own connection."""
    return exchange.connection_id is not None and scan.state is ScanState.CONNECTING and not scan.connection_ids


def _asked(exchange: PresentationExchange) -> tuple[RequestedGroup, ...]:
    try:
        return read_request(exchange.request)
    except UnreadableRequest:
        return ()
