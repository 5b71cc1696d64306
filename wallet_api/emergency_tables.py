"""The tables of emergencies. The reason that an asker gave is sealed by the patient's key; no allergy is in any."""

import sqlalchemy as sa

from agent.service.columns import UtcDateTime
from wallet_api.consent_tables import consents
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.table_columns import Typed, id_column, wallet_id_column

metadata = consents.metadata

emergency_cards = sa.Table(
    "emergency_cards",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("code_sha256", sa.String(64), nullable=False),
    sa.Column("sealed_code", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_emergency_cards_wallet_id", "wallet_id", unique=True),
    sa.Index("ix_emergency_cards_code_sha256", "code_sha256", unique=True),
)

emergencies = sa.Table(
    "emergencies",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("card_id", sa.String(32), nullable=False),
    sa.Column("organisation", sa.String(64), nullable=False),
    sa.Column("asker_id", sa.String(64), nullable=False),
    sa.Column("asker", Typed(ProvenAsker), nullable=False),
    sa.Column("second", Typed(ProvenAsker), nullable=True),
    sa.Column("is_alone", sa.Boolean, nullable=False),
    sa.Column("sealed_reason", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_emergencies_wallet_id", "wallet_id", "created_at"),
    sa.Index("ix_emergencies_organisation", "organisation", "created_at"),
)
