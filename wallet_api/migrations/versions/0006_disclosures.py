"""Where each card was shown."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("request_id", sa.String(32), sa.ForeignKey("requests.id"), nullable=False),
        sa.Column("credential_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asker_id", sa.String(64), nullable=True),
        sa.Column("asker_name", sa.String(100), nullable=True),
        sa.Column("claimed_label", sa.String(100), nullable=False),
        sa.Column("claimed_purpose", sa.String(200), nullable=False),
        sa.Column("revealed", sa.Text, nullable=False),
        sa.Column("proved", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("request_id", "credential_id", name="uq_disclosures_card"),
    )
    op.create_index("ix_disclosures_wallet_id", "disclosures", ["wallet_id", "created_at"])
