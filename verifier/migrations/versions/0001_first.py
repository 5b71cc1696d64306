"""The first form of the tables."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime
from agent.service.schema_steps import create_links, create_outbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_outbox()
    create_links()
    op.create_table(
        "verifications",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("template_version", sa.String(32), nullable=False),
        sa.Column("nonce", sa.String(40), nullable=False),
        sa.Column("question", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("exchange_id", sa.String(64), nullable=True),
        sa.Column("invitation_id", sa.String(64), nullable=True),
        sa.Column("answered_at", UtcDateTime, nullable=True),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("verdict", sa.String(10), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("issued_under", Json, nullable=True),
        sa.Column("revocation_list_at", UtcDateTime, nullable=True),
        sa.Column("forgotten_at", UtcDateTime, nullable=True),
        sa.UniqueConstraint("nonce", name="uq_verifications_nonce"),
    )
    for column in ("exchange_id", "invitation_id", "forgotten_at"):
        op.create_index(f"ix_verifications_{column}", "verifications", [column])
