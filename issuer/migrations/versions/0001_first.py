"""The first form of the issuer's tables. Never changed: a later form is a further script."""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import Json, UtcDateTime
from agent.service.schema_steps import create_links, create_outbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_outbox()
    create_links()
    _create_offers()
    _create_publications()


def _create_offers() -> None:
    op.create_table(
        "offers",
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
    )
    op.create_index("ix_offers_revocation_index", "offers", ["rev_reg_id", "cred_rev_id"], unique=True)
    op.create_index("ix_offers_exchange_id", "offers", ["exchange_id"], unique=True)
    op.create_index("ix_offers_invitation_id", "offers", ["invitation_id"])
    op.create_index("ix_offers_state", "offers", ["state"])
    op.create_index("ix_offers_created_at", "offers", ["created_at", "offer_id"])


def _create_publications() -> None:
    op.create_table(
        "publications",
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
