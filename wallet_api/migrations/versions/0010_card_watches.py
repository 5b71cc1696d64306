"""How the cards of each wallet stood when they were looked at last."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0010", "0009"


def upgrade() -> None:
    op.create_table(
        "card_watches",
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), primary_key=True),
        sa.Column("states", sa.Text, nullable=False),
        sa.Column("looked_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_card_watches_looked_at", "card_watches", ["looked_at"])
