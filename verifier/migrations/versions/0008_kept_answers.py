"""Answers that a template says are kept, sealed, until their time is over."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Index("ix_kept_answers_expires_at", "expires_at"),
    )
