"""Until when the recall of a lot holds; looked up for every new offer. Never changed: a later form is a further script.

Orders by lot that were given before hold from now on.
"""

import sqlalchemy as sa
from alembic import op

from agent.service.columns import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("revocations", sa.Column("lifted_at", UtcDateTime, nullable=True))
    op.create_index("ix_revocations_lot_number", "revocations", ["lot_number", "credential_type"])
