"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime
from agent.service.schema_steps import create_outbox

revision, down_revision = "0001", None


def upgrade() -> None:
    create_outbox()
    op.create_table(
        "wallets",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("tenant_id", sa.String(100), nullable=True, unique=True),
        sa.Column("sealed_token", sa.Text, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        _wallet_id(),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    _create_scans()
    _create_offers()
    _create_requests()


def _create_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("invitation_id", sa.String(200), nullable=False),
        sa.Column("thread_id", sa.String(200), nullable=True),
        sa.Column("connection_ids", sa.Text, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("offer_id", sa.String(32), nullable=True),
        sa.Column("request_id", sa.String(32), nullable=True),
        sa.Column("claimed_label", sa.String(100), nullable=False),
        sa.Column("claimed_purpose", sa.String(200), nullable=False),
        sa.Column("sealed_invitation", sa.Text, nullable=True),
        sa.Column("receive_again_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("wallet_id", "invitation_id", name="uq_scans_invitation"),
    )
    op.create_index("ix_scans_text", "scans", ["wallet_id", "text_sha256"])
    op.create_index("ix_scans_state", "scans", ["state"])


def _create_offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("exchange_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("claimed_label", sa.String(100), nullable=False),
        sa.Column("schema_id", sa.String(500), nullable=True),
        sa.Column("cred_def_id", sa.String(500), nullable=True),
        sa.Column("credential_id", sa.String(200), nullable=True),
        sa.Column("received_at", UtcDateTime, nullable=True),
        *_times(),
        sa.UniqueConstraint("wallet_id", "exchange_id", name="uq_offers_exchange"),
    )
    op.create_index("ix_offers_closed_at", "offers", ["closed_at"])


def _create_requests() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("exchange_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("claimed_label", sa.String(100), nullable=False),
        sa.Column("claimed_purpose", sa.String(200), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("cards", sa.Text, nullable=True),
        *_times(),
        sa.UniqueConstraint("wallet_id", "exchange_id", name="uq_requests_exchange"),
    )
    op.create_index("ix_requests_closed_at", "requests", ["closed_at"])


def _wallet_id() -> sa.Column[str]:
    return sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False)


def _times() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("closed_at", UtcDateTime, nullable=True),
    )
