"""Receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
        sa.Column("signed", sa.Text, nullable=False),
    )
