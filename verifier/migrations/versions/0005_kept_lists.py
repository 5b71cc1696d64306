"""Which revocation list of each registry was in force when it was last read, and what a verdict was checked against."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("verifications", sa.Column("checked_against", UtcDateTime, nullable=True))
    op.create_table(
        "revocation_lists",
        sa.Column("rev_reg_id", sa.String(255), primary_key=True),
        sa.Column("list_at", sa.BigInteger, nullable=False),
        sa.Column("read_at", UtcDateTime, nullable=False),
    )
