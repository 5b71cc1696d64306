"""The name of a credential type, as its schema's identifier tells it (legacy Indy and did:indy AnonCreds methods)."""

from agent.protocol import SchemaId


def schema_name(schema_id: SchemaId | None) -> str | None:
    """`DID:2:NAME:VERSION` or `did:indy:.../anoncreds/v0/SCHEMA/NAME/VERSION`; None for anything else."""
    match (schema_id or "").split(":"):
        case [_, "2", name, _] if name:
            return name
    match (schema_id or "").split("/"):
        case [*_, "SCHEMA", name, _] if name:
            return name
    return None
