"""The tables of consent. What an asker wrote is sealed; no name of an item and no value of it is in any of them."""

from typing import Any

import sqlalchemy as sa

from agent.service.columns import UtcDateTime
from wallet_api.domain.account import Relation
from wallet_api.domain.consent.asking import Action, Item, Purpose
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.reason import Reason
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.table_columns import Typed, Word, id_column, metadata, wallet_id_column

PERSON, NAME, ROLE, KIND, ITEM = 200, 200, 20, 100, 200
"""How long they may be."""


def _at(name: str = "created_at", *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _action() -> sa.Column[Any]:
    return sa.Column("action", Word(Action), nullable=False, server_default=Action.ACCESS.value)


def _asked() -> tuple[sa.Column[Any], ...]:
    """Who asks for what."""
    return (
        sa.Column("asker_id", sa.String(64), nullable=False),
        sa.Column("asker", Typed(ProvenAsker), nullable=False),
        sa.Column("recipient", Typed(Recipient), nullable=False),
        sa.Column("purpose", Word(Purpose), nullable=False),
        sa.Column("kinds", Typed(tuple[str, ...]), nullable=False),
        sa.Column("asked_days", sa.Integer, nullable=True),
        sa.Column("sealed_note", sa.Text, nullable=True),
        _action(),
    )


# Requests that no wallet has taken up yet: they are nobody's.
consent_asks = sa.Table(
    "consent_asks",
    metadata,
    id_column(),
    *_asked(),
    _at(),
    _at("link_until"),
    sa.Index("ix_consent_asks_link_until", "link_until"),
)

consents = sa.Table(
    "consents",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("state", Word(State), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    *_asked(),
    sa.Column("items", Typed(tuple[Item, ...]), nullable=False),
    _at("starts_at", nullable=True),
    _at("ends_at", nullable=True),
    sa.Column("is_visit", sa.Boolean, nullable=False),
    _at("answer_by"),
    sa.Column("given_by", Word(Relation), nullable=True),
    sa.Column("denial_id", sa.String(32), nullable=True),
    _at(),
    _at("changed_at"),
    sa.Index("ix_consents_wallet_id", "wallet_id", "created_at"),
    sa.Index("ix_consents_asker_id", "asker_id"),
)

consent_receipts = sa.Table(
    "consent_receipts",
    metadata,
    sa.Column("id", sa.String(50), primary_key=True),
    wallet_id_column(),
    sa.Column("consent_id", sa.String(32), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("signed", sa.Text, nullable=False),
    sa.Column("countersignature", sa.Text, nullable=True),
    _at(),
    sa.Index("ix_consent_receipts_consent_id", "consent_id", "version"),
    sa.Index("ix_consent_receipts_wallet_id", "wallet_id"),
)

consent_uses = sa.Table(
    "consent_uses",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("consent_id", sa.String(32), nullable=False),
    sa.Column("asker", Typed(ProvenAsker), nullable=False),
    sa.Column("purpose", Word(Purpose), nullable=False),
    sa.Column("item_id", sa.String(ITEM), nullable=False),
    sa.Column("item_kind", sa.String(KIND), nullable=False),
    sa.Column("is_permitted", sa.Boolean, nullable=False),
    sa.Column("reason", Word(Reason), nullable=True),
    _action(),
    _at(),
    sa.Index("ix_consent_uses_wallet_id", "wallet_id", "created_at"),
)

standing_denials = sa.Table(
    "standing_denials",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("person", sa.String(PERSON), nullable=True),
    sa.Column("person_name", sa.String(NAME), nullable=True),
    sa.Column("organisation", sa.String(NAME), nullable=True),
    sa.Column("role", sa.String(ROLE), nullable=True),
    sa.Column("purpose", Word(Purpose), nullable=True),
    sa.Column("kind", sa.String(KIND), nullable=True),
    _at(),
    sa.Index("ix_standing_denials_wallet_id", "wallet_id"),
)

consent_templates = sa.Table(
    "consent_templates",
    metadata,
    id_column(),
    wallet_id_column(),
    sa.Column("asker", Typed(ProvenAsker), nullable=False),
    sa.Column("recipient", Typed(Recipient), nullable=False),
    sa.Column("purpose", Word(Purpose), nullable=False),
    sa.Column("kinds", Typed(tuple[str, ...]), nullable=False),
    sa.Column("days", sa.Integer, nullable=True),
    _at(),
    sa.Index("ix_consent_templates_wallet_id", "wallet_id"),
)

# Each request of an asker counts once (RFC 9449, section 11.1), for as long as it could be sent again.
asker_proofs = sa.Table(
    "asker_proofs",
    metadata,
    sa.Column("proof_sha256", sa.String(64), primary_key=True),
    _at("kept_until"),
    sa.Index("ix_asker_proofs_kept_until", "kept_until"),
)
