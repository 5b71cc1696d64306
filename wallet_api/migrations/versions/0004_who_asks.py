"""Which organisation led to a request, and for which purpose."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    op.add_column("scans", sa.Column("led", sa.Text, nullable=True))
    op.add_column("requests", sa.Column("asker_id", sa.String(64), nullable=True))
    op.add_column("requests", sa.Column("purpose_id", sa.String(64), nullable=True))
