"""What the law keeps of who left, and how much of it a report tells."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0011", "0010"


def upgrade() -> None:
    op.create_table(
        "kept_disclosures",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("kept_until", UtcDateTime, nullable=False),
    )
    op.create_index("ix_kept_disclosures_kept_until", "kept_disclosures", ["kept_until"])
    op.add_column("endings", sa.Column("kept", sa.Integer, nullable=False, server_default="0"))
    op.add_column("endings", sa.Column("kept_until", UtcDateTime, nullable=True))
