"""What revoking many, replacing and telling the holder need. Never changed: a later form is a further script."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _widen_offers()
    _create_revocations()
    _create_replacements()


def _widen_offers() -> None:
    op.add_column("offers", sa.Column("subject_id", sa.String(256), nullable=True))
    op.add_column("offers", sa.Column("lot_number", sa.String(256), nullable=True))
    op.add_column("offers", sa.Column("connection_id", sa.String(64), nullable=True))
    op.add_column("offers", sa.Column("notice", sa.String(20), nullable=True))
    op.add_column("offers", sa.Column("notice_attempts", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_offers_subject_id", "offers", ["subject_id", "credential_type"])
    op.create_index("ix_offers_lot_number", "offers", ["lot_number", "credential_type"])
    op.create_index("ix_offers_notice", "offers", ["notice"])


def _create_revocations() -> None:
    op.create_table(
        "revocations",
        sa.Column("revocation_id", sa.String(36), primary_key=True),
        sa.Column("credential_type", sa.String(64), nullable=True),
        sa.Column("lot_number", sa.String(256), nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "revocation_offers",
        sa.Column("revocation_id", sa.String(36), sa.ForeignKey("revocations.revocation_id"), primary_key=True),
        sa.Column("offer_id", sa.String(36), primary_key=True),
        sa.Column("refusal", sa.String(40), nullable=True),
    )


def _create_replacements() -> None:
    op.create_table(
        "replacements",
        sa.Column("old_offer_id", sa.String(36), sa.ForeignKey("offers.offer_id"), primary_key=True),
        sa.Column("new_offer_id", sa.String(36), nullable=False, unique=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("attributes", Json, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_replacements_state", "replacements", ["state"])
