"""Devices that are told of news, and how far the events were looked through for them."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import BigId, UtcDateTime

revision, down_revision = "0009", "0008"


def upgrade() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("device_id", sa.String(32), sa.ForeignKey("devices.id"), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("news", sa.String(20), nullable=True),
        sa.Column("event_id", BigId, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_push_subscriptions_not_before", "push_subscriptions", ["not_before"])
    place = op.create_table(
        "push_place",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("after_event", BigId, nullable=False),
    )
    op.bulk_insert(place, [{"id": 1, "after_event": 0}])
