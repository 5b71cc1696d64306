"""What a key of the machine API may do. None of them includes another."""

from enum import StrEnum


class Scope(StrEnum):
    VERIFICATIONS_READ = "verifications:read"
    """Also what was shown, as long as it is on the screen."""
    VERIFICATIONS_WRITE = "verifications:write"
    ANSWERS_READ = "answers:read"
    """What was shown, where a template says that it is kept."""
    ANSWERS_WRITE = "answers:write"
    """To erase it."""
    TEMPLATES_READ = "templates:read"
    TEMPLATES_WRITE = "templates:write"
    REGISTRY_READ = "registry:read"
    REGISTRY_WRITE = "registry:write"
    WEBHOOKS_WRITE = "webhooks:write"
    """Also to read them: who has it is told of every verification, though never of a value."""
    AUDIT_READ = "audit:read"
    """The log that nobody can rewrite, and the events sealed beside it."""
    ADMIN = "admin"
    """Keys and the history of acts: who has it can make a key with every scope."""
