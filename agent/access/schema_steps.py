"""Steps for a service's migrations that create the tables of access.

Decides: a step never changes once it is released; a later form of a table is a further step. A test compares the
outcome with the tables as declared.
"""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import BigId, Json, UtcDateTime


def create_access() -> None:
    """The tables of `tables.access_tables`, first form."""
    _create_users()
    _create_sessions()
    _create_api_keys()
    _create_acts()


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", UtcDateTime, nullable=True),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_users_name", "users", ["name"], unique=True)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(36), sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_used_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(12), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("previous_digest", sa.String(64), nullable=True),
        sa.Column("previous_until", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=True),
        sa.Column("revoked_at", UtcDateTime, nullable=True),
        sa.Column("last_used_on", sa.Date, nullable=True),
    )


def _create_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("act_id", BigId, primary_key=True, autoincrement=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("actor_kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=True),
        sa.Column("record_id", sa.String(36), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_acts_record_id", "acts", ["record_id"])
