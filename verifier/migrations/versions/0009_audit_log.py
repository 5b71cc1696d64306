"""The log that nobody can rewrite: entries, tiles, checkpoints."""

from agent.audit.schema_steps import create_audit

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    create_audit()
