"""What a key of the machine API may do. None of them includes another."""

from enum import StrEnum


class Scope(StrEnum):
    OFFERS_READ = "offers:read"
    OFFERS_WRITE = "offers:write"
    REVOKE = "revoke"
    TYPES_READ = "types:read"
    TYPES_WRITE = "types:write"
    AUDIT_READ = "audit:read"
    """The log that nobody can rewrite, and the events sealed beside it."""
    ADMIN = "admin"
    """Keys and the history of acts: who has it can make a key with every scope."""
