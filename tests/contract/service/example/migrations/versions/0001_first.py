"""The first form of the tables."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime
from agent.service.schema_steps import create_links, create_outbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_outbox()
    create_links()
    op.create_table(
        "offers",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
