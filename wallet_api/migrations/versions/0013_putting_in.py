"""Whether somebody asks to look or to put something in, and which of the two a use was."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    for table in ("consent_asks", "consents", "consent_uses"):
        op.add_column(table, sa.Column("action", sa.String(20), nullable=False, server_default="access"))
