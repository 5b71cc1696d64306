"""Batches of offers, and which records were offered. Never changed: a later form is a further script."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _create_batches()
    _create_rows()
    _create_sources()


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_id", sa.String(36), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=True),
        sa.Column("held_code", sa.String(64), nullable=True),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_index("ix_batches_created_at", "batches", ["created_at", "batch_id"])


def _create_rows() -> None:
    op.create_table(
        "batch_rows",
        sa.Column("batch_id", sa.String(36), sa.ForeignKey("batches.batch_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("source_id", sa.String(300), nullable=True),
        sa.Column("credential_type", sa.String(64), nullable=True),
        sa.Column("subject_id", sa.String(256), nullable=True),
        sa.Column("source_version", sa.String(100), nullable=True),
        sa.Column("claims", Json, nullable=True),
        sa.Column("offer_id", sa.String(36), nullable=True),
        sa.Column("corrects", sa.Boolean, nullable=False),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("sentence", sa.String(500), nullable=True),
    )
    op.create_index("ix_batch_rows_outcome", "batch_rows", ["batch_id", "outcome", "number"])
    op.create_index("ix_batch_rows_offer_id", "batch_rows", ["offer_id"])


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("credential_type", sa.String(64), primary_key=True),
        sa.Column("subject_id", sa.String(256), primary_key=True),
        sa.Column("source_id", sa.String(300), primary_key=True),
        sa.Column("source_version", sa.String(100), primary_key=True),
        sa.Column("offer_id", sa.String(36), nullable=False),
        sa.Column("noted_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_sources_offer_id", "sources", ["offer_id"])
