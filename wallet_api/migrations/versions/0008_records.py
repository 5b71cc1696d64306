"""Records: a wrapped key, what is said about it (encrypted), and the name of an encrypted content each."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision, down_revision = "0008", "0007"


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed_about", sa.LargeBinary, nullable=False),
        sa.Column("blob", sa.String(32), nullable=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_records_wallet_id", "records", ["wallet_id"])
    op.create_index("ix_records_blob", "records", ["blob"], unique=True)
