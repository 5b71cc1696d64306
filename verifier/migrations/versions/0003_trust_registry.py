"""The editions of the trust registry, as they were signed."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "registry_editions",
        sa.Column("publisher", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("signed_by", sa.String(64), nullable=False),
        sa.Column("brought_by", sa.String(10), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
