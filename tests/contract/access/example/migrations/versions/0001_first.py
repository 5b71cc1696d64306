"""The first form of the tables."""

from agent.access.schema_steps import create_access

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_access()
