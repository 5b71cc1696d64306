"""The verifier's tables. No attribute value is in them, but sealed in `kept_answers` where a template says so, and in
`role_proofs` the role that one of our own people has here."""

import sqlalchemy as sa

from agent.access.tables import access_tables
from agent.audit.tables import audit_tables
from agent.service.columns import Json, UtcDateTime
from agent.service.idempotency import idempotency_table
from agent.service.links import link_table
from agent.service.outbox import outbox_table
from agent.webhooks.tables import webhook_table

metadata = sa.MetaData()
outbox = outbox_table(metadata)
links = link_table(metadata)
access = access_tables(metadata)
idempotency_keys = idempotency_table(metadata)
webhooks = webhook_table(metadata)
audit = audit_tables(metadata)
verifications = sa.Table(
    "verifications",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("template_id", sa.String(64), nullable=False),
    sa.Column("template_version", sa.String(32), nullable=False),
    sa.Column("nonce", sa.String(40), nullable=False),
    sa.Column("question", Json, nullable=False),  # as it was asked, so that the verdict can be explained years later
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("delivery", sa.String(20), nullable=False, server_default="connection"),
    sa.Column("exchange_id", sa.String(64), nullable=True),
    sa.Column("invitation_id", sa.String(64), nullable=True),
    sa.Column("answered_at", UtcDateTime, nullable=True),
    sa.Column("decided_at", UtcDateTime, nullable=True),
    sa.Column("verdict", sa.String(10), nullable=True),
    sa.Column("reason", sa.String(40), nullable=True),
    sa.Column("issued_under", Json, nullable=True),
    sa.Column("revocation_list_at", UtcDateTime, nullable=True),
    sa.Column("untrusted_issuer", sa.String(22), nullable=True),
    sa.Column("checked_against", UtcDateTime, nullable=True),
    sa.Column("forgotten_at", UtcDateTime, nullable=True),  # when the agent's records of it were deleted
    sa.UniqueConstraint("nonce", name="uq_verifications_nonce"),
    sa.Index("ix_verifications_created_at", "created_at", "id"),
    sa.Index("ix_verifications_exchange_id", "exchange_id"),
    sa.Index("ix_verifications_invitation_id", "invitation_id"),
    sa.Index("ix_verifications_forgotten_at", "forgotten_at"),
)
kept_answers = sa.Table(
    "kept_answers",
    metadata,
    sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("ix_kept_answers_expires_at", "expires_at"),
)
receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
    sa.Column("signed", sa.Text, nullable=False),
)
role_proofs = sa.Table(
    "role_proofs",
    metadata,
    sa.Column("verification_id", sa.String(36), sa.ForeignKey("verifications.id"), primary_key=True),
    sa.Column("user_id", sa.String(36), nullable=False),
    sa.Column("role", sa.String(4), nullable=True),  # ISCO-08; null until a card has shown it
    sa.Column("issuer", sa.String(22), nullable=True),
    sa.Column("checked_at", UtcDateTime, nullable=True),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Column("not_shown", sa.String(20), nullable=True),  # why a card that holds shows no role of theirs
    sa.Index("ix_role_proofs_user_id", "user_id"),
)
templates = sa.Table(
    "templates",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("version", sa.String(32), primary_key=True),
    sa.Column("content", Json, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),  # when it was first asked by
)
saved_templates = sa.Table(
    "saved_templates",
    metadata,
    sa.Column("template_id", sa.String(36), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # counts up for each template
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("content", Json, nullable=True),  # null: retired at this version
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor_kind", sa.String(10), nullable=False),
    sa.Column("actor_id", sa.String(36), nullable=True),
)
registry_editions = sa.Table(
    "registry_editions",
    metadata,
    sa.Column("publisher", sa.String(64), primary_key=True),  # empty: our own
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document", sa.Text, nullable=False),  # as it was signed
    sa.Column("signature", sa.Text, nullable=False),
    sa.Column("signed_by", sa.String(64), nullable=False),
    sa.Column("brought_by", sa.String(10), nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
)
revocation_lists = sa.Table(
    "revocation_lists",
    metadata,
    sa.Column("rev_reg_id", sa.String(255), primary_key=True),
    sa.Column("list_at", sa.BigInteger, nullable=False),  # what the ledger names the list by: unix seconds
    sa.Column("read_at", UtcDateTime, nullable=False),
)
