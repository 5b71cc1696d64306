"""Alembic scripts of the wallet API's database."""
