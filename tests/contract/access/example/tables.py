"""Tables of the example service: those of access and no other."""

from pathlib import Path

import sqlalchemy as sa

from agent.access.tables import access_tables

MIGRATIONS = Path(__file__).parent / "migrations"

metadata = sa.MetaData()
access = access_tables(metadata)
