"""Users, sessions, API keys, the history of acts, and the keys of repeated POSTs."""

from agent.access.schema_steps import create_access
from agent.service.schema_steps import create_idempotency

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create_idempotency()
    create_access()
