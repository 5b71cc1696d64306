"""The tables of who may use a service: users, their sessions, API keys, and the history of acts."""

from dataclasses import dataclass

import sqlalchemy as sa

from agent.service.columns import BigId, Json, UtcDateTime


@dataclass(frozen=True)
class AccessTables:
    users: sa.Table
    sessions: sa.Table
    api_keys: sa.Table
    acts: sa.Table


def access_tables(metadata: sa.MetaData) -> AccessTables:
    """Declares the tables; a migration creates them with `schema_steps.create_access`."""
    return AccessTables(_users(metadata), _sessions(metadata), _api_keys(metadata), _acts(metadata))


def _users(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "users",
        metadata,
        sa.Column("user_id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", UtcDateTime, nullable=True),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Index("ix_users_name", "name", unique=True),
    )


def _sessions(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "sessions",
        metadata,
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(36), sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_used_at", UtcDateTime, nullable=False),
        sa.Index("ix_sessions_user_id", "user_id"),
    )


def _api_keys(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "api_keys",
        metadata,
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


def _acts(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "acts",
        metadata,
        sa.Column("act_id", BigId, primary_key=True, autoincrement=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("actor_kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=True),
        sa.Column("record_id", sa.String(36), nullable=True),
        sa.Index("ix_acts_record_id", "record_id"),
        sqlite_autoincrement=True,  # an id is never given twice
    )
