"""A plugin for the issuer's agent of the tests: credential definitions get keys that are kept in tests/vectors.

To draw the safe primes of one takes 2 to 20 s, by luck. That ACA-Py draws them itself is played wherever an agent is
started without this (test_agents, test_command). ACA-Py takes packages only for plugins.
"""

# mypy: disable-error-code="import-untyped"
from typing import Any

from acapy_agent.config.injection_context import InjectionContext
from anoncreds import CredentialDefinition

from issuer.type_files import load_credential_types
from tests.unit.verifier.issuer_keys import NOBODY, issuer_keys, renamed

_draw = CredentialDefinition.create


async def setup(_context: InjectionContext) -> None:
    CredentialDefinition.create = _kept


def _kept(schema_id: str, schema: dict[str, Any], issuer_id: str, tag: str, **rest: Any) -> tuple[Any, Any, Any]:
    """The kept keys of a shipped type under this issuer's names; keys of its own for any other."""
    types = load_credential_types()
    name, attributes = schema["name"], schema["attrNames"]
    ours = [each.name for each in types[name].attributes] if name in types else []
    if sorted(ours) != sorted(attributes):
        made: tuple[Any, Any, Any] = _draw(schema_id, schema, issuer_id, tag, **rest)
        return made
    definition, private, proof = issuer_keys(NOBODY, f"{NOBODY}:2:{name}:1.0", "stack", ours)
    return renamed(definition, schema_id, issuer_id, tag), private, proof
