"""Receipts, webhooks to other systems, and requests without a connection."""

import sqlalchemy as sa
from alembic import op

from agent.webhooks.schema_steps import create_webhooks

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_webhooks()
    delivery = sa.Column("delivery", sa.String(20), nullable=False, server_default="connection")
    op.add_column("verifications", delivery)
    op.create_index("ix_verifications_created_at", "verifications", ["created_at", "id"])
    op.create_table(
        "receipts",
        sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
        sa.Column("signed", sa.Text, nullable=False),
    )
