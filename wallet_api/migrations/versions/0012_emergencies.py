"""Emergency cards, and who broke the glass of one."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0012", "0011"


def upgrade() -> None:
    op.create_table(
        "emergency_cards",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("code_sha256", sa.String(64), nullable=False),
        sa.Column("sealed_code", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_emergency_cards_wallet_id", "emergency_cards", ["wallet_id"], unique=True)
    op.create_index("ix_emergency_cards_code_sha256", "emergency_cards", ["code_sha256"], unique=True)
    op.create_table(
        "emergencies",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("card_id", sa.String(32), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("asker_id", sa.String(64), nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("second", sa.Text, nullable=True),
        sa.Column("is_alone", sa.Boolean, nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_emergencies_wallet_id", "emergencies", ["wallet_id", "created_at"])
    op.create_index("ix_emergencies_organisation", "emergencies", ["organisation", "created_at"])
