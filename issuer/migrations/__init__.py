"""Alembic scripts of the issuer's database."""
