"""Which of our people showed their role by a practitioner card, and until when that counts."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "role_proofs",
        sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(4), nullable=True),
        sa.Column("issuer", sa.String(22), nullable=True),
        sa.Column("checked_at", UtcDateTime, nullable=True),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("not_shown", sa.String(20), nullable=True),
        sa.Index("ix_role_proofs_user_id", "user_id"),
    )
