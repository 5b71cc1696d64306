"""Accounts with passkeys, devices and sessions; which wallets they open. Sessions of before, which the operator's key
made, are over; a wallet of before is nobody's."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime
from agent.service.schema_steps import create_idempotency

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    create_idempotency()
    op.drop_table("sessions")
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("recovery_sha256", sa.String(64), nullable=True),
        sa.Column("recovery_since", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_accounts_recovery_sha256", "accounts", ["recovery_sha256"], unique=True)
    _create_passkeys()
    _create_devices()
    _create_openings()
    _create_links()


def _account_id(*, nullable: bool = False) -> sa.Column[str]:
    return sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), nullable=nullable)


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.String(1400), primary_key=True),
        _account_id(),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("is_backed_up", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_used_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("challenge", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.String(32), nullable=True),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"])


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(32), primary_key=True),
        _account_id(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("signed_out_at", UtcDateTime, nullable=True),
        sa.Column("refresh_sha256", sa.String(64), nullable=False),
        sa.Column("refresh_before_sha256", sa.String(64), nullable=True),
        sa.Column("refreshed_at", UtcDateTime, nullable=False),
        sa.Column("refresh_until", UtcDateTime, nullable=False),
    )
    op.create_index("ix_devices_account_id", "devices", ["account_id"])
    op.create_index("ix_devices_refresh_sha256", "devices", ["refresh_sha256"], unique=True)
    op.create_index("ix_devices_refresh_before_sha256", "devices", ["refresh_before_sha256"])
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("device_id", sa.String(32), sa.ForeignKey("devices.id"), nullable=False),
        sa.Column("verified_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_sessions_device_id", "sessions", ["device_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _create_openings() -> None:
    op.create_table(
        "openings",
        sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), primary_key=True),
        sa.Column("relation", sa.String(20), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
    op.create_index("ix_openings_wallet_id", "openings", ["wallet_id"])


def _create_links() -> None:
    op.create_table(
        "account_links",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        _account_id(),
        sa.Column("wallet_id", sa.String(32), nullable=True),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_account_links_expires_at", "account_links", ["expires_at"])
