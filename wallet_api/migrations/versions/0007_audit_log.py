"""The log that nobody can rewrite: entries, tiles, checkpoints."""

from agent.audit.schema_steps import create_audit

revision, down_revision = "0007", "0006"


def upgrade() -> None:
    create_audit()
