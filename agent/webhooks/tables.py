"""The table of webhooks."""

import sqlalchemy as sa

from agent.service.columns import Json, UtcDateTime


def webhook_table(metadata: sa.MetaData, name: str = "webhooks") -> sa.Table:
    """Declares the table; a migration creates it with `schema_steps.create_webhooks`."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("event_types", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("after_event", sa.BigInteger, nullable=False),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.Column("sealed_previous", sa.Text, nullable=True),
        sa.Column("previous_until", UtcDateTime, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", UtcDateTime, nullable=True),
        sa.Column("next_attempt_at", UtcDateTime, nullable=True),
        sa.Column("last_error", sa.String(40), nullable=True),
        sa.Column("delivered_at", UtcDateTime, nullable=True),
        sa.Column("stopped", sa.String(10), nullable=True),
        sa.Column("claim", sa.String(36), nullable=True),  # of the process that delivers just now
        sa.Column("claimed_until", UtcDateTime, nullable=True),
    )
