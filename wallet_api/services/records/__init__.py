"""Records of a patient: they come in, are kept encrypted, and are opened and deleted (ADR 23)."""
