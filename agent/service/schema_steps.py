"""Steps for a service's migrations that create the tables of this package.

Decides: a step never changes once it is released; a later form of a table is a further step. A test compares the
outcome with the tables as declared.
"""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import BigId, Json, UtcDateTime


def create_outbox(name: str = "outbox") -> None:
    """The table of `outbox.outbox_table`, first form."""
    op.create_table(
        name,
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.String(200), nullable=False),
        sa.Column("type", sa.String(200), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_stream_id", name, ["stream", "id"])
    op.create_index(f"ix_{name}_created_at", name, ["created_at"])


def create_links(name: str = "links") -> None:
    """The table of `links.link_table`, first form."""
    op.create_table(
        name,
        sa.Column("token", sa.String(22), primary_key=True),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("invitation", Json, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=True),
    )
    op.create_index(f"ix_{name}_subject_id", name, ["subject_id"])
    op.create_index(f"ix_{name}_expires_at", name, ["expires_at"])


def create_idempotency(name: str = "idempotency_keys") -> None:
    """The table of `idempotency.idempotency_table`, first form."""
    op.create_table(
        name,
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(36), nullable=False),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=True),
    )
    op.create_index(f"ix_{name}_created_at", name, ["created_at"])
