"""The services of the wallet API, put together over a wallet host and the web, whichever they are."""

import json
from collections.abc import Callable
from datetime import timedelta

from agent.audit.audit import Audit
from agent.ledger.opening import LateLedger
from agent.ports import WalletHost
from agent.service.addresses import LOOPBACK
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.hints import Reconciler
from agent.service.idempotency import IdempotencyKeys
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer, split_keys
from agent.service.web import Web
from agent.signed_file import SignedFile
from agent.webhooks.services.sending import Sender
from wallet_api import tables
from wallet_api.card_type_files import load_card_types
from wallet_api.consent_parts import ConsentServices
from wallet_api.domain.consent.receipt import Keeper
from wallet_api.emergency_parts import EmergencyServices
from wallet_api.export.sealing import Sealing
from wallet_api.organisation_file import read_organisations
from wallet_api.services.accounts import Accounts
from wallet_api.services.audited import Audited
from wallet_api.services.card_deletion import CardDeletion
from wallet_api.services.card_watching import CardWatching
from wallet_api.services.cards import Cards
from wallet_api.services.ceremonies import Ceremonies
from wallet_api.services.consent.shelf import CardShelf, RecordShelf, Shelves
from wallet_api.services.devices import Devices
from wallet_api.services.disclosures import Disclosures
from wallet_api.services.discovery import Discovery
from wallet_api.services.emergency.held_allergies import HeldAllergies
from wallet_api.services.endings import Endings
from wallet_api.services.events import Events
from wallet_api.services.exports import Exports
from wallet_api.services.housekeeping import Housekeeping
from wallet_api.services.links import InvitationLinks
from wallet_api.services.naming import Naming
from wallet_api.services.offers import Offers
from wallet_api.services.pushing import Pushing, Voice
from wallet_api.services.records.receiving import Receiving
from wallet_api.services.records.records import Records
from wallet_api.services.records.seals import PatientSeals
from wallet_api.services.requests import Requests
from wallet_api.services.retention import Retention
from wallet_api.services.revocation_notices import RevocationNotices
from wallet_api.services.rounds import Kind, Rounds, record_id
from wallet_api.services.scans import Scans
from wallet_api.services.showing import Showing
from wallet_api.services.wallets import Wallets
from wallet_api.services.what_happened import WhatHappened
from wallet_api.settings import Settings
from wallet_api.store.account_links import AccountLinkStore
from wallet_api.store.accounts import AccountStore
from wallet_api.store.blobs import Blobs
from wallet_api.store.card_watches import CardWatchStore
from wallet_api.store.challenges import ChallengeStore
from wallet_api.store.devices import DeviceStore
from wallet_api.store.disclosures import DisclosureStore
from wallet_api.store.endings import EndingStore
from wallet_api.store.kept import KeptStore
from wallet_api.store.offers import OfferStore
from wallet_api.store.openings import OpeningStore
from wallet_api.store.owned import OwnedRows
from wallet_api.store.push import PushStore
from wallet_api.store.records import RecordStore
from wallet_api.store.requests import RequestStore
from wallet_api.store.scans import ScanStore
from wallet_api.store.wallets import WalletStore


class Parts:
    """Builds everything and starts nothing."""

    def __init__(
        self, settings: Settings, host: WalletHost, web: Web, metrics: Metrics, *, clock: Clock = utc_now
    ) -> None:
        self.database = Database(settings.database_url.get_secret_value(), tables.MIGRATIONS, tables.metadata)
        self.outbox = Outbox(self.database, tables.outbox, metrics=metrics, clock=clock)
        self._clock = clock
        self.late_ledger = LateLedger(settings.ledger_genesis, settings.cache_dir)
        self.audit = Audit(
            self.database, tables.audit, settings, observer=settings.label, late=self.late_ledger, clock=clock
        )
        self.audited = Audited(self.audit.log, self.audit.keys)
        self._sealer = Sealer(split_keys(settings.tenant_key))
        self._events = Events(self.outbox)
        self._scan_store = ScanStore(self.database)
        self._offer_store = OfferStore(self.database)
        self._request_store = RequestStore(self.database)
        self.idempotency = IdempotencyKeys(self.database, tables.idempotency_keys)
        self._links = AccountLinkStore(self.database)
        self._challenges = ChallengeStore(self.database)
        self.devices = Devices(
            self.database, DeviceStore(self.database), self.audited, session_s=settings.session_lifetime_s,
            refresh_s=settings.device_lifetime_s, clock=clock,
        )  # fmt: skip
        self.accounts = self._accounts(settings)
        self.wallets = Wallets(
            self.database, WalletStore(self.database), openings=OpeningStore(self.database), links=self._links,
            host=host, sealer=self._sealer, audited=self.audited, clock=clock,
        )  # fmt: skip
        self.card_types = load_card_types()
        self.naming = _naming(settings)
        self.cards = Cards(self.wallets, self._offer_store, self.card_types, self.naming, clock)
        self.card_deletion = CardDeletion(
            self.database, self._offer_store, self._scan_store, self.wallets, self._events, self.audited
        )
        self.blobs = Blobs(settings.records_dir)
        self.records = Records(
            self.database, RecordStore(self.database), self.blobs, PatientSeals(self.audit.keys), self.audited, clock
        )
        self.receiving = Receiving(self.records, self.audited, settings.record_quota_bytes)
        self.discovery = self._discovery(settings)
        self.scans = self._scans(settings, web)
        self.offers = self._offers(settings)
        self.disclosures = Disclosures(
            self.database, DisclosureStore(self.database), self._offer_store, self.naming, clock
        )
        self.requests = Requests(
            self.database, self._request_store, showing=self._showing(), wallets=self.wallets, cards=self.cards,
            disclosures=self.disclosures, events=self._events, audited=self.audited, hint=self.hint(Kind.REQUEST),
            clock=clock,
        )  # fmt: skip
        self.exports = Exports(
            self.wallets, self.cards, self._request_store, DisclosureStore(self.database), self.records,
            OwnedRows(self.database), self.card_types, settings.label, Sealing(), self.audited, clock,
        )  # fmt: skip
        self.what_happened = WhatHappened(self.audit, self.naming, clock)
        self.kept = KeptStore(self.database)
        self.retention = Retention(
            self.database, self.kept, EndingStore(self.database), self.what_happened, settings.retention_recipient,
            clock,
        )  # fmt: skip
        self.endings = Endings(
            self.database, EndingStore(self.database), WalletStore(self.database), OpeningStore(self.database),
            OwnedRows(self.database), self.records, self.retention, self.outbox, host, self._sealer, self.audited,
            self.audit.evidences, self.hint(Kind.ENDING), clock,
        )  # fmt: skip
        self.pushing = self._pushing(settings, web)
        self.watching = CardWatching(
            self.database, CardWatchStore(self.database), self.cards, self._events, self.audited, clock
        )
        self.rounds = Rounds(
            self.wallets, self.discovery, scans=self.scans, offers=self.offers, requests=self.requests,
            notices=RevocationNotices(self.wallets, self.cards, self.watching), watching=self.watching,
            endings=self.endings, stores=(self._scan_store, self._offer_store, self._request_store),
        )  # fmt: skip
        self.consent = ConsentServices.over(
            self.database, self.outbox, self.audited,
            Shelves([CardShelf(self.wallets, self.cards, self.card_types), RecordShelf(self.records)]),
            self.receiving,
            naming=self.naming, keeper=Keeper(settings.public_url, settings.label, settings.privacy_notice_url),
            receipt_key=settings.receipt_key, sealer=self._sealer, link_lifetime_s=settings.link_lifetime_s,
            clock=clock,
        )  # fmt: skip
        self.emergency = EmergencyServices.over(
            self.database, self.outbox, self.audited, self.audit.keys,
            allergies=HeldAllergies(self.cards, self.card_types), askers=self.consent.askers, sealer=self._sealer,
            clock=clock,
        )  # fmt: skip
        self.reconciler = Reconciler(
            self.rounds.refresh, self.rounds.open_ids, settings.reconcile_interval_s, metrics=metrics, clock=clock
        )
        self.housekeeping = Housekeeping(
            self.database, self.devices, self._links, self._challenges, self.endings, self.retention,
            self.records, self.idempotency,
            self.consent.asks, self.consent.proofs, self.outbox, timedelta(days=settings.event_days), self.audited,
            OwnedRows(self.database), clock,
        )  # fmt: skip

    def hint(self, kind: Kind) -> Callable[[str], None]:
        """Tells the reconciler, which is built last, of a row of this kind."""
        return lambda row_id: self.reconciler.hint(record_id(kind, row_id))

    def _accounts(self, settings: Settings) -> Accounts:
        store = AccountStore(self.database)
        ceremonies = Ceremonies(
            store, self._challenges, public_url=settings.public_url, further_origins=settings.app_origins,
            label=settings.label, clock=self._clock,
        )  # fmt: skip
        return Accounts(
            self.database,
            store,
            self._links,
            ceremonies=ceremonies,
            devices=self.devices,
            audited=self.audited,
            clock=self._clock,
        )

    def _discovery(self, settings: Settings) -> Discovery:
        return Discovery(
            self.database, self.wallets, self._events, self.audited, scans=self._scan_store, offers=self._offer_store,
            requests=self._request_store, offer_lifetime=timedelta(seconds=settings.offer_lifetime_s),
            request_lifetime=timedelta(seconds=settings.request_lifetime_s), clock=self._clock,
        )  # fmt: skip

    def _scans(self, settings: Settings, web: Web) -> Scans:
        links = InvitationLinks(web, allow_local=settings.allow_local_links)
        return Scans(
            self.database, self._scan_store, wallets=self.wallets, links=links, discovery=self.discovery,
            events=self._events, naming=self.naming, sealer=self._sealer, hint=self.hint(Kind.SCAN),
            hint_after=lambda row_id, pause: self.reconciler.hint_after(record_id(Kind.SCAN, row_id), pause),
            patience=timedelta(seconds=settings.scan_patience_s), clock=self._clock,
        )  # fmt: skip

    def _pushing(self, settings: Settings, web: Web) -> Pushing:
        key, contact = settings.push_key, settings.push_contact
        return Pushing(
            self.database, PushStore(self.database), self.outbox,
            Sender(web, LOOPBACK if settings.allow_local_links else ()), self._sealer,
            Voice(key.get_secret_value(), contact) if key and contact else None, self._clock,
        )  # fmt: skip

    def _showing(self) -> Showing:
        return Showing(
            self.wallets, offers=self._offer_store, cards=self.cards, naming=self.naming, types=self.card_types,
            hint=self.hint(Kind.REQUEST),
        )  # fmt: skip

    def _offers(self, settings: Settings) -> Offers:
        return Offers(
            self.database, self._offer_store, scans=self._scan_store, wallets=self.wallets, events=self._events,
            naming=self.naming, audited=self.audited, hint=self.hint(Kind.OFFER), stored=self.hint(Kind.CARDS),
            lifetime=timedelta(seconds=settings.offer_lifetime_s), clock=self._clock,
        )  # fmt: skip


def _naming(settings: Settings) -> Naming:
    if settings.organisations is None or settings.organisations_jwk is None:
        return Naming(None)
    return Naming(SignedFile(settings.organisations, json.loads(settings.organisations_jwk), read_organisations))
