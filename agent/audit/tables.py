"""The tables of a service's log, in its own database: entries with what is sealed beside them, tiles, checkpoints."""

from dataclasses import dataclass

import sqlalchemy as sa

from agent.service.columns import BigId, UtcDateTime


@dataclass(frozen=True)
class AuditTables:
    entries: sa.Table
    tiles: sa.Table
    checkpoints: sa.Table


def audit_tables(metadata: sa.MetaData) -> AuditTables:
    """Declares the tables; a migration creates them with `schema_steps.create_audit`."""
    return AuditTables(_entries(metadata), _tiles(metadata), _checkpoints(metadata))


def _entries(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "audit_entries",
        metadata,
        sa.Column("number", BigId, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("leaf_index", sa.BigInteger, nullable=True),  # its place in the tree; null until it has one
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),  # says nothing once the key is erased
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Index("ix_audit_entries_event_id", "event_id", unique=True),
        sa.Index("ix_audit_entries_leaf_index", "leaf_index", unique=True),
        sa.Index("ix_audit_entries_key_id", "key_id"),
        sqlite_autoincrement=True,
    )


def _tiles(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "audit_tiles",
        metadata,
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tile_index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )


def _checkpoints(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "audit_checkpoints",
        metadata,
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),  # with the signatures that it has so far
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=True),  # when enough witnesses had signed
        sa.Column("anchoring_at", UtcDateTime, nullable=True),  # when it was last sent to the ledger
        sa.Column("anchor_request", sa.Text, nullable=True),  # what is sent, again if no answer comes
        sa.Column("anchor", sa.Text, nullable=True),  # what proves that it is there
    )
