"""The issuer's tables.

`ix_offers_revocation_index` is the guard against two credentials with one revocation index (docs/adr/0003): the agent
can give one twice when several issue at once.
"""

import sqlalchemy as sa

from agent.access.tables import access_tables
from agent.audit.tables import audit_tables
from agent.service.columns import Json, UtcDateTime
from agent.service.idempotency import idempotency_table
from agent.service.links import link_table
from agent.service.outbox import outbox_table

metadata = sa.MetaData()
outbox = outbox_table(metadata)
links = link_table(metadata)
idempotency_keys = idempotency_table(metadata)
access = access_tables(metadata)
audit = audit_tables(metadata)

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("offer_id", sa.String(36), primary_key=True),
    sa.Column("credential_type", sa.String(64), nullable=False),
    sa.Column("type_version", sa.String(20), nullable=False),
    sa.Column("cred_def_id", sa.String(200), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(40), nullable=True),
    sa.Column("attributes", Json, nullable=True),
    sa.Column("exchange_id", sa.String(64), nullable=True),
    sa.Column("invitation_id", sa.String(200), nullable=True),
    sa.Column("taken_up", sa.Boolean, nullable=False),
    sa.Column("rev_reg_id", sa.String(250), nullable=True),
    sa.Column("cred_rev_id", sa.Integer, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("issued_at", UtcDateTime, nullable=True),
    sa.Column("revoked_at", UtcDateTime, nullable=True),
    sa.Column("subject_id", sa.String(256), nullable=True),
    sa.Column("lot_number", sa.String(256), nullable=True),
    sa.Column("connection_id", sa.String(64), nullable=True),
    sa.Column("notice", sa.String(20), nullable=True),
    sa.Column("notice_attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_offers_subject_id", "subject_id", "credential_type"),
    sa.Index("ix_offers_lot_number", "lot_number", "credential_type"),
    sa.Index("ix_offers_notice", "notice"),
    sa.Index("ix_offers_revocation_index", "rev_reg_id", "cred_rev_id", unique=True),
    sa.Index("ix_offers_exchange_id", "exchange_id", unique=True),
    sa.Index("ix_offers_invitation_id", "invitation_id"),
    sa.Index("ix_offers_state", "state"),
    sa.Index("ix_offers_created_at", "created_at", "offer_id"),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("credential_type", sa.String(64), primary_key=True),
    sa.Column("type_version", sa.String(20), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("schema_id", sa.String(200), nullable=True),
    sa.Column("cred_def_id", sa.String(200), nullable=True),
    sa.Column("rev_reg_id", sa.String(250), nullable=True),
    sa.Column("tag_number", sa.Integer, nullable=False),
    sa.Column("problem_code", sa.String(64), nullable=True),
    sa.Column("problem_sentence", sa.String(500), nullable=True),
)

revocations = sa.Table(
    "revocations",
    metadata,
    sa.Column("revocation_id", sa.String(36), primary_key=True),
    sa.Column("credential_type", sa.String(64), nullable=True),
    sa.Column("lot_number", sa.String(256), nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("lifted_at", UtcDateTime, nullable=True),
    sa.Index("ix_revocations_lot_number", "lot_number", "credential_type"),
)

revocation_offers = sa.Table(
    "revocation_offers",
    metadata,
    sa.Column("revocation_id", sa.String(36), sa.ForeignKey("revocations.revocation_id"), primary_key=True),
    sa.Column("offer_id", sa.String(36), primary_key=True),
    sa.Column("refusal", sa.String(40), nullable=True),
)

replacements = sa.Table(
    "replacements",
    metadata,
    sa.Column("old_offer_id", sa.String(36), sa.ForeignKey("offers.offer_id"), primary_key=True),
    sa.Column("new_offer_id", sa.String(36), nullable=False, unique=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("attributes", Json, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_replacements_state", "state"),
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("batch_id", sa.String(36), primary_key=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("format", sa.String(10), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("actor_kind", sa.String(10), nullable=False),
    sa.Column("actor_id", sa.String(36), nullable=True),
    sa.Column("held_code", sa.String(64), nullable=True),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Index("ix_batches_state", "state"),
    sa.Index("ix_batches_created_at", "created_at", "batch_id"),
)

batch_rows = sa.Table(
    "batch_rows",
    metadata,
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
    sa.Index("ix_batch_rows_outcome", "batch_id", "outcome", "number"),
    sa.Index("ix_batch_rows_offer_id", "offer_id"),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("credential_type", sa.String(64), primary_key=True),
    sa.Column("subject_id", sa.String(256), primary_key=True),
    sa.Column("source_id", sa.String(300), primary_key=True),
    sa.Column("source_version", sa.String(100), primary_key=True),
    sa.Column("offer_id", sa.String(36), nullable=False),
    sa.Column("noted_at", UtcDateTime, nullable=False),
    sa.Index("ix_sources_offer_id", "offer_id"),
)
"""Which version of which record was offered, and where: what makes a second upload offer nothing twice."""
