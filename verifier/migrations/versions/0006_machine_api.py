"""Receipts, and webhooks to other systems."""

import sqlalchemy as sa
from alembic import op

from agent.webhooks.schema_steps import create_webhooks

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    create_webhooks()
    op.create_table(
        "receipts",
        sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
        sa.Column("signed", sa.Text, nullable=False),
    )
