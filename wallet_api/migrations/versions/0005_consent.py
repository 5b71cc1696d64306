"""Requests for consent, consents with their receipts and uses, standing denials, templates, askers' proofs."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    _create_asks()
    _create_consents()
    _create_receipts()
    _create_uses()
    _create_rules()
    op.create_table(
        "asker_proofs",
        sa.Column("proof_sha256", sa.String(64), primary_key=True),
        _at("kept_until"),
    )
    op.create_index("ix_asker_proofs_kept_until", "asker_proofs", ["kept_until"])


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _wallet_id() -> sa.Column[str]:
    return sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False)


def _at(name: str = "created_at", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _asked() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("asker_id", sa.String(64), nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("asked_days", sa.Integer, nullable=True),
        sa.Column("sealed_note", sa.Text, nullable=True),
    )


def _create_asks() -> None:
    op.create_table(
        "consent_asks",
        _id(),
        *_asked(),
        _at(),
        _at("link_until"),
    )
    op.create_index("ix_consent_asks_link_until", "consent_asks", ["link_until"])


def _create_consents() -> None:
    op.create_table(
        "consents",
        _id(),
        _wallet_id(),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_asked(),
        sa.Column("items", sa.Text, nullable=False),
        _at("starts_at", nullable=True),
        _at("ends_at", nullable=True),
        sa.Column("is_visit", sa.Boolean, nullable=False),
        _at("answer_by"),
        sa.Column("given_by", sa.String(20), nullable=True),
        sa.Column("denial_id", sa.String(32), nullable=True),
        _at(),
        _at("changed_at"),
    )
    op.create_index("ix_consents_wallet_id", "consents", ["wallet_id", "created_at"])
    op.create_index("ix_consents_asker_id", "consents", ["asker_id"])


def _create_receipts() -> None:
    op.create_table(
        "consent_receipts",
        sa.Column("id", sa.String(50), primary_key=True),
        _wallet_id(),
        sa.Column("consent_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
        sa.Column("countersignature", sa.Text, nullable=True),
        _at(),
    )
    op.create_index("ix_consent_receipts_consent_id", "consent_receipts", ["consent_id", "version"])
    op.create_index("ix_consent_receipts_wallet_id", "consent_receipts", ["wallet_id"])


def _create_uses() -> None:
    op.create_table(
        "consent_uses",
        _id(),
        _wallet_id(),
        sa.Column("consent_id", sa.String(32), nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("item_id", sa.String(200), nullable=False),
        sa.Column("item_kind", sa.String(100), nullable=False),
        sa.Column("is_permitted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        _at(),
    )
    op.create_index("ix_consent_uses_wallet_id", "consent_uses", ["wallet_id", "created_at"])


def _create_rules() -> None:
    op.create_table(
        "standing_denials",
        _id(),
        _wallet_id(),
        sa.Column("person", sa.String(200), nullable=True),
        sa.Column("person_name", sa.String(200), nullable=True),
        sa.Column("organisation", sa.String(200), nullable=True),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("purpose", sa.String(20), nullable=True),
        sa.Column("kind", sa.String(100), nullable=True),
        _at(),
    )
    op.create_index("ix_standing_denials_wallet_id", "standing_denials", ["wallet_id"])
    op.create_table(
        "consent_templates",
        _id(),
        _wallet_id(),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("days", sa.Integer, nullable=True),
        _at(),
    )
    op.create_index("ix_consent_templates_wallet_id", "consent_templates", ["wallet_id"])
