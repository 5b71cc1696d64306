"""The verdict UNDECIDED, who is not trusted, and the versions of templates that were asked by."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("verifications", sa.Column("untrusted_issuer", sa.String(22), nullable=True))
    op.execute("UPDATE verifications SET verdict = 'UNDECIDED' WHERE reason = 'not-checked'")
    op.create_table(
        "templates",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(32), primary_key=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
