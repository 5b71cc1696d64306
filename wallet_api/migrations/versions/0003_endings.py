"""Wallets and accounts that are being erased, and what is told of it afterwards."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    op.create_table(
        "endings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("receipt_sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("erased", sa.Text, nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_index("ix_endings_receipt_sha256", "endings", ["receipt_sha256"], unique=True)
    op.create_table(
        "ending_wallets",
        sa.Column("wallet_id", sa.String(32), primary_key=True),
        sa.Column("ending_id", sa.String(32), sa.ForeignKey("endings.id"), nullable=False),
        sa.Column("cards", sa.Integer, nullable=True),
    )
    op.create_index("ix_ending_wallets_ending_id", "ending_wallets", ["ending_id"])
