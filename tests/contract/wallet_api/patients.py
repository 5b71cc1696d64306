"""Wallets, sessions and rows as they stand in the database, for tests that need no agent."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from agent.protocol import CredDefId, CredentialId, ExchangeId, InvitationId, SchemaId, ThreadId
from agent.service.database import Database
from agent.service.sealing import Sealer
from wallet_api.domain.account import Device, Relation
from wallet_api.domain.consent.ask import Ask, requested
from wallet_api.domain.consent.asking import Purpose, Sensitivity
from wallet_api.domain.consent.consent import Recipient
from wallet_api.domain.consent.reason import Reason
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker
from wallet_api.domain.consent.rules import DenialRecord, TemplateRecord, UseRecord
from wallet_api.domain.disclosure import DisclosureState
from wallet_api.domain.emergency import Emergency, EmergencyCardRecord
from wallet_api.domain.record import Category, RecordState
from wallet_api.domain.request import Predicate, RequestedGroup, RevealedReferent
from wallet_api.domain.states import OfferState, RequestState, ScanState, WalletState
from wallet_api.services.records.receiving import Announced, Receiving
from wallet_api.services.tokens import digest, draw_token
from wallet_api.store.accounts import AccountStore
from wallet_api.store.consent_rules import DenialStore, TemplateStore, UseStore
from wallet_api.store.consents import ConsentReceiptStore, ConsentStore, SignedReceipt
from wallet_api.store.devices import DeviceStore
from wallet_api.store.disclosures import Disclosure, DisclosureStore
from wallet_api.store.emergencies import EmergencyCardStore, EmergencyStore
from wallet_api.store.offers import Offer, OfferStore
from wallet_api.store.openings import OpeningStore
from wallet_api.store.records import RecordStore, StoredRecord
from wallet_api.store.requests import ProofAsked, RequestStore
from wallet_api.store.rows import new_id
from wallet_api.store.scans import Scan, ScanStore
from wallet_api.store.wallets import Wallet, WalletStore

API_KEY = "test-api-key-0123456789"
WEBHOOK_KEY = "test-webhook-key-0123456789"
NOW = datetime.now(UTC).replace(microsecond=0)
GROUP = RequestedGroup((RevealedReferent("seen", ("disease",)),), (Predicate("recent", "day", ">=", 20161122),))


@dataclass(frozen=True)
class Patient:
    account_id: str
    device_id: str
    wallet: Wallet
    token: str

    @property
    def at(self) -> str:
        return f"/v1/wallets/{self.wallet.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


def wallet(sealed: str = "sealed") -> Wallet:
    return Wallet(new_id(), WalletState.READY, "Anna", new_id(), sealed, NOW)


def offer(wallet_id: str) -> Offer:
    return Offer(
        id=new_id(), wallet_id=wallet_id, exchange_id=ExchangeId(str(uuid4())), state=OfferState.OFFERED, reason=None,
        claimed_label="Centre", schema_id=SchemaId("D:2:vaccination:1.0"), cred_def_id=CredDefId("D:3:CL:1:default"),
        credential_id=None, received_at=None, created_at=NOW, changed_at=NOW, expires_at=NOW + timedelta(days=1),
        closed_at=None,
    )  # fmt: skip


def stored(wallet_id: str, days_ago: int = 0) -> Offer:
    return replace(
        offer(wallet_id), state=OfferState.STORED, credential_id=CredentialId(new_id()), closed_at=NOW,
        changed_at=NOW - timedelta(days=days_ago), created_at=NOW - timedelta(days=days_ago),
    )  # fmt: skip


def request(wallet_id: str) -> ProofAsked:
    return ProofAsked(
        id=new_id(), wallet_id=wallet_id, exchange_id=ExchangeId(str(uuid4())), state=RequestState.ASKED, reason=None,
        claimed_label="Clinic", claimed_purpose="Work", asker_id=None, purpose_id=None,
        asked=(GROUP,), cards=None, created_at=NOW, changed_at=NOW,
        expires_at=NOW + timedelta(hours=1), closed_at=None,
    )  # fmt: skip


def disclosure(asked: ProofAsked, credential_id: str) -> Disclosure:
    return Disclosure(
        id=new_id(), wallet_id=asked.wallet_id, request_id=asked.id, credential_id=CredentialId(credential_id),
        state=DisclosureState.SHOWN, asker_id="clinic", asker_name="Clinic of St. Anne",
        claimed_label=asked.claimed_label, claimed_purpose=asked.claimed_purpose, revealed=("disease",),
        proved=("day",), created_at=NOW,
    )  # fmt: skip


def scan(wallet_id: str, invitation_id: str = "") -> Scan:
    return Scan(
        id=new_id(), wallet_id=wallet_id, invitation_id=InvitationId(invitation_id or new_id()),
        thread_id=ThreadId(new_id()), connection_ids=(), text_sha256=hashlib.sha256(b"text").hexdigest(),
        state=ScanState.CONNECTING, kind=None, offer_id=None, request_id=None, claimed_label="Clinic",
        claimed_purpose="", led=None, sealed_invitation="sealed", receive_again_at=None, created_at=NOW,
        expires_at=NOW + timedelta(minutes=1),
    )  # fmt: skip


async def add_patient(database: Database, tenant_key: str) -> Patient:
    """Somebody who has just signed in, with a wallet that is ready; its tenant is nobody's."""
    made, account_id, token = wallet(Sealer([tenant_key]).seal("tenant-token")), new_id(), draw_token()
    later = NOW + timedelta(hours=1)
    device = Device(new_id(), account_id, "Phone", NOW, NOW, None, later)
    async with database.transaction() as transaction:
        await WalletStore(database).add(transaction, made)
        await AccountStore(database).add(transaction, account_id, digest(new_id()), NOW)
        await OpeningStore(database).add(transaction, account_id, made.id, Relation.OWN, NOW)
        await DeviceStore(database).add(transaction, device, digest(draw_token()))
        await DeviceStore(database).add_session(transaction, digest(token), device.id, datetime.now(UTC), later)
    return Patient(account_id, device.id, made, token)


async def add_consent(database: Database, wallet_id: str) -> tuple[ConsentRecord, DenialRecord, TemplateRecord]:
    """A request for blood tests by Dr X, a denial of Dr Y, and a template for Dr X."""
    asker = ProvenAsker("dr-x", "Dr Xenia", "heart", "2212", None)
    to = Recipient("heart", "dr-x", frozenset({"2212"}))
    ask = Ask(new_id(), asker.id, asker, to, Purpose.TREATMENT, ("laboratory",), 30, None, NOW, NOW)
    record = requested(ask, wallet_id, NOW)
    denial = DenialRecord(new_id(), wallet_id, "dr-y", "Dr Yan", "heart", None, None, None, NOW)
    template = TemplateRecord(new_id(), wallet_id, asker, to, Purpose.TREATMENT, ("laboratory",), 30, NOW)
    use = UseRecord(
        new_id(), wallet_id, record.id, asker, Purpose.TREATMENT, "b1", "laboratory", False, Reason.NOT_ANSWERED, NOW
    )
    async with database.transaction() as transaction:
        await ConsentStore(database).add(transaction, record)
        await DenialStore(database).add(transaction, denial)
        await TemplateStore(database).add(transaction, template)
        await UseStore(database).add(transaction, use)
        await ConsentReceiptStore(database).add(
            transaction, SignedReceipt(f"{record.id}-0", wallet_id, record.id, 0, "a.b.c", None, NOW)
        )
    return record, denial, template


async def add_emergency(database: Database, wallet_id: str) -> Emergency:
    """By Dr X, with a card; nobody can open the reason, or the code."""
    card = EmergencyCardRecord(new_id(), wallet_id, digest(new_id()), "sealed", NOW)
    asker = ProvenAsker("dr-x", "Dr Xenia", "heart", "2212", None)
    made = Emergency(new_id(), wallet_id, card.id, "heart", asker.id, asker, None, True, b"sealed", NOW)
    async with database.transaction() as transaction:
        await EmergencyCardStore(database).put(transaction, card)
        assert await EmergencyStore(database).add_new(transaction, made)
    return made


async def add_rows(database: Database, *rows: Scan | Offer | ProofAsked | Disclosure) -> None:
    async with database.transaction() as transaction:
        for row in rows:
            match row:
                case Scan():
                    assert await ScanStore(database).add(transaction, row)
                case Offer():
                    assert await OfferStore(database).add(transaction, row)
                case ProofAsked():
                    assert await RequestStore(database).add(transaction, row)
                case Disclosure():
                    assert await DisclosureStore(database).add(transaction, row)


async def keep_record(receiving: Receiving, wallet_id: str) -> str:
    """The id of one that is announced, as the service does it."""
    return (await receiving.announce(wallet_id, Announced("Letter", Category.LETTER, Sensitivity.NORMAL, None))).id


async def add_record(database: Database, wallet_id: str) -> str:
    """Its id; nobody can open it."""
    record = StoredRecord(new_id(), wallet_id, RecordState.AWAITED, b"wrapped", b"sealed", None, 0, NOW)
    async with database.transaction() as transaction:
        assert await RecordStore(database).add(transaction, record)
    return record.id
