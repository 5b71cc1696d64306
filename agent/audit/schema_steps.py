"""Steps for a service's migrations that create the tables of its log; a step never changes once it is released."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import BigId, UtcDateTime


def create_audit() -> None:
    """The tables of `tables.audit_tables`, first form."""
    _create_entries()
    op.create_table(
        "audit_tiles",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tile_index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=True),
        sa.Column("anchoring_at", UtcDateTime, nullable=True),
        sa.Column("anchor_request", sa.Text, nullable=True),
        sa.Column("anchor", sa.Text, nullable=True),
    )


def _create_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", BigId, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("leaf_index", sa.BigInteger, nullable=True),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_entries_event_id", "audit_entries", ["event_id"], unique=True)
    op.create_index("ix_audit_entries_leaf_index", "audit_entries", ["leaf_index"], unique=True)
    op.create_index("ix_audit_entries_key_id", "audit_entries", ["key_id"])
