"""Consent: requests come, patients answer, every look is decided and written down (ADR 22, ADR 25)."""
