"""Templates that are saved by the editor's page or the API."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "saved_templates",
        sa.Column("template_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("content", Json, nullable=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=True),
    )
