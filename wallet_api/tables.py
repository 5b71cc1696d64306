"""The wallet API's tables. No attribute value is in any of them; tokens and invitations only sealed or hashed."""

from typing import Any

import sqlalchemy as sa

from agent.audit.tables import audit_tables
from agent.service.columns import BigId, UtcDateTime
from agent.service.idempotency import idempotency_table
from agent.service.outbox import outbox_table
from wallet_api import emergency_tables
from wallet_api.domain.account import LinkPurpose, Purpose, Relation
from wallet_api.domain.card_state import CardState
from wallet_api.domain.choice import Preferences
from wallet_api.domain.disclosure import DisclosureState
from wallet_api.domain.ending import EndingKind
from wallet_api.domain.led import Led
from wallet_api.domain.push import News
from wallet_api.domain.record import RecordState
from wallet_api.domain.request import RequestedGroup
from wallet_api.domain.states import OfferState, Reason, RequestState, ScanKind, ScanState, WalletState
from wallet_api.table_columns import Typed, Word, id_column, wallet_id_column

MIGRATIONS = "wallet_api.migrations"

metadata = emergency_tables.metadata
"""Of all tables; those of consent and of emergencies have files of their own."""
outbox = outbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
audit = audit_tables(metadata)


def _account_id() -> sa.Column[Any]:
    return sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False)


wallets = sa.Table(
    "wallets",
    metadata,
    id_column(),
    sa.Column("state", Word(WalletState), nullable=False),
    sa.Column("label", sa.String(100), nullable=False),
    sa.Column("tenant_id", sa.String(100), nullable=True, unique=True),
    sa.Column("sealed_token", sa.Text, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    id_column(),
    sa.Column("recovery_sha256", sa.String(64), nullable=True),
    sa.Column("recovery_since", UtcDateTime, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_accounts_recovery_sha256", "recovery_sha256", unique=True),
)

passkeys = sa.Table(
    "passkeys",
    metadata,
    sa.Column("credential_id", sa.String(1400), primary_key=True),
    _account_id(),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("is_backed_up", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_used_at", UtcDateTime, nullable=False),
    sa.Index("ix_passkeys_account_id", "account_id"),
)

challenges = sa.Table(
    "challenges",
    metadata,
    id_column(),
    sa.Column("purpose", Word(Purpose), nullable=False),
    sa.Column("challenge", sa.LargeBinary, nullable=False),
    sa.Column("account_id", sa.String(32), nullable=True),  # may be of an account that is still to be made
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("ix_challenges_expires_at", "expires_at"),
)

devices = sa.Table(
    "devices",
    metadata,
    id_column(),
    _account_id(),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime, nullable=False),
    sa.Column("signed_out_at", UtcDateTime, nullable=True),
    sa.Column("refresh_sha256", sa.String(64), nullable=False),
    sa.Column("refresh_before_sha256", sa.String(64), nullable=True),
    sa.Column("refreshed_at", UtcDateTime, nullable=False),
    sa.Column("refresh_until", UtcDateTime, nullable=False),
    sa.Index("ix_devices_account_id", "account_id"),
    sa.Index("ix_devices_refresh_sha256", "refresh_sha256", unique=True),
    sa.Index("ix_devices_refresh_before_sha256", "refresh_before_sha256"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("device_id", sa.String(32), sa.ForeignKey("devices.id"), nullable=False),
    sa.Column("verified_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("ix_sessions_device_id", "device_id"),
    sa.Index("ix_sessions_expires_at", "expires_at"),
)

openings = sa.Table(
    "openings",
    metadata,
    sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), primary_key=True),
    sa.Column("relation", Word(Relation), nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Index("ix_openings_wallet_id", "wallet_id"),
)

account_links = sa.Table(
    "account_links",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("purpose", Word(LinkPurpose), nullable=False),
    _account_id(),
    sa.Column("wallet_id", sa.String(32), nullable=True),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("ix_account_links_expires_at", "expires_at"),
)

scans = sa.Table(
    "scans",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("invitation_id", sa.String(200), nullable=False),
    sa.Column("thread_id", sa.String(200), nullable=True),
    sa.Column("connection_ids", Typed(tuple[str, ...]), nullable=False),
    sa.Column("text_sha256", sa.String(64), nullable=False),
    sa.Column("state", Word(ScanState), nullable=False),
    sa.Column("kind", Word(ScanKind), nullable=True),
    sa.Column("offer_id", sa.String(32), nullable=True),
    sa.Column("request_id", sa.String(32), nullable=True),
    sa.Column("claimed_label", sa.String(100), nullable=False),
    sa.Column("claimed_purpose", sa.String(200), nullable=False),
    sa.Column("led", Typed(Led), nullable=True),
    sa.Column("sealed_invitation", sa.Text, nullable=True),
    sa.Column("receive_again_at", UtcDateTime, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("wallet_id", "invitation_id", name="uq_scans_invitation"),
    sa.Index("ix_scans_text", "wallet_id", "text_sha256"),
    sa.Index("ix_scans_state", "state"),
)

offers = sa.Table(
    "offers",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("exchange_id", sa.String(200), nullable=False),
    sa.Column("state", Word(OfferState), nullable=False),
    sa.Column("reason", Word(Reason), nullable=True),
    sa.Column("claimed_label", sa.String(100), nullable=False),
    sa.Column("schema_id", sa.String(500), nullable=True),
    sa.Column("cred_def_id", sa.String(500), nullable=True),
    sa.Column("credential_id", sa.String(200), nullable=True),
    sa.Column("received_at", UtcDateTime, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime, nullable=True),
    sa.UniqueConstraint("wallet_id", "exchange_id", name="uq_offers_exchange"),
    sa.Index("ix_offers_closed_at", "closed_at"),
)

requests = sa.Table(
    "requests",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("exchange_id", sa.String(200), nullable=False),
    sa.Column("state", Word(RequestState), nullable=False),
    sa.Column("reason", Word(Reason), nullable=True),
    sa.Column("claimed_label", sa.String(100), nullable=False),
    sa.Column("claimed_purpose", sa.String(200), nullable=False),
    sa.Column("asker_id", sa.String(64), nullable=True),
    sa.Column("purpose_id", sa.String(64), nullable=True),
    sa.Column("asked", Typed(tuple[RequestedGroup, ...]), nullable=False),
    sa.Column("cards", Typed(Preferences), nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime, nullable=True),
    sa.UniqueConstraint("wallet_id", "exchange_id", name="uq_requests_exchange"),
    sa.Index("ix_requests_closed_at", "closed_at"),
)

disclosures = sa.Table(
    "disclosures",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("request_id", sa.String(32), sa.ForeignKey("requests.id"), nullable=False),
    sa.Column("credential_id", sa.String(200), nullable=False),
    sa.Column("state", Word(DisclosureState), nullable=False),
    sa.Column("asker_id", sa.String(64), nullable=True),
    sa.Column("asker_name", sa.String(100), nullable=True),
    sa.Column("claimed_label", sa.String(100), nullable=False),
    sa.Column("claimed_purpose", sa.String(200), nullable=False),
    sa.Column("revealed", Typed(tuple[str, ...]), nullable=False),
    sa.Column("proved", Typed(tuple[str, ...]), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("request_id", "credential_id", name="uq_disclosures_card"),
    sa.Index("ix_disclosures_wallet_id", "wallet_id", "created_at"),
)

push_subscriptions = sa.Table(
    "push_subscriptions",
    metadata,
    sa.Column("device_id", sa.String(32), sa.ForeignKey("devices.id"), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("news", Word(News), nullable=True),
    sa.Column("event_id", BigId, nullable=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("not_before", UtcDateTime, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_push_subscriptions_not_before", "not_before"),
)

# One row: the last event that was looked at for news.
push_place = sa.Table(
    "push_place",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("after_event", BigId, nullable=False),
)

card_watches = sa.Table(
    "card_watches",
    metadata,
    sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), primary_key=True),
    sa.Column("states", Typed(dict[str, CardState]), nullable=False),
    sa.Column("looked_at", UtcDateTime, nullable=False),
    sa.Index("ix_card_watches_looked_at", "looked_at"),
)

endings = sa.Table(
    "endings",
    metadata,
    id_column(),
    sa.Column("receipt_sha256", sa.String(64), nullable=False),
    sa.Column("kind", Word(EndingKind), nullable=False),
    sa.Column("erased", Typed(dict[str, int]), nullable=False),
    sa.Column("begun_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Column("kept", sa.Integer, nullable=False, server_default="0"),
    sa.Column("kept_until", UtcDateTime, nullable=True),
    sa.Index("ix_endings_receipt_sha256", "receipt_sha256", unique=True),
)

# What is still to be erased. Its row goes with the wallet's, so that nothing names the wallet afterwards.
ending_wallets = sa.Table(
    "ending_wallets",
    metadata,
    sa.Column("wallet_id", sa.String(32), primary_key=True),
    sa.Column("ending_id", sa.String(32), sa.ForeignKey("endings.id"), nullable=False),
    sa.Column("cards", sa.Integer, nullable=True),
    sa.Index("ix_ending_wallets_ending_id", "ending_id"),
)

# What the law keeps of who left, sealed by a key that the service lacks. It is nobody's: no column says whose.
kept_disclosures = sa.Table(
    "kept_disclosures",
    metadata,
    id_column(),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("kept_until", UtcDateTime, nullable=False),
    sa.Index("ix_kept_disclosures_kept_until", "kept_until"),
)

records = sa.Table(
    "records",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("state", Word(RecordState), nullable=False),
    sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
    sa.Column("sealed_about", sa.LargeBinary, nullable=False),
    sa.Column("blob", sa.String(32), nullable=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_records_wallet_id", "wallet_id"),
    sa.Index("ix_records_blob", "blob", unique=True),
)
