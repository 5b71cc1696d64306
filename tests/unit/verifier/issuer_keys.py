"""Credential definitions with their private keys: those of tests/vectors/anoncreds, or new ones."""

# mypy: disable-error-code="import-untyped"
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anoncreds

from agent.protocol import Did

NOBODY = Did("WgWxqztrNooG92RXvxSTWv")
"""For whom keys are kept that issuers of changing names take."""
KEPT = Path(__file__).parents[2] / "vectors" / "anoncreds"
PARTS = {
    "definition": anoncreds.CredentialDefinition,
    "private": anoncreds.CredentialDefinitionPrivate,
    "key_proof": anoncreds.KeyCorrectnessProof,
}


def issuer_keys(did: str, schema_id: str, tag: str, attributes: Sequence[str]) -> tuple[Any, Any, Any]:
    """Definition, private key and proof of correctness, with revocation; the same at each call if they are kept."""
    name = hashlib.sha256(json.dumps([did, schema_id, tag, *attributes]).encode()).hexdigest()[:16]
    path = KEPT / f"{name}.json"
    if path.exists():
        kept = json.loads(path.read_text())
        definition, private, key_proof = (kind.load(json.dumps(kept[part])) for part, kind in PARTS.items())
        return definition, private, key_proof
    _, kind, version = schema_id.rsplit(":", 2)
    schema = anoncreds.Schema.create(kind, version, did, list(attributes))
    made = anoncreds.CredentialDefinition.create(schema_id, schema, did, tag, "CL", support_revocation=True)
    if "SALUS_KEEP_TEST_KEYS" in os.environ:
        path.write_text(json.dumps(dict(zip(PARTS, (json.loads(each.to_json()) for each in made), strict=True))) + "\n")
    definition, private, key_proof = made
    return definition, private, key_proof


def renamed(definition: Any, schema_id: str, issuer_id: str, tag: str) -> Any:
    """The definition with the same keys under other names: nothing in the keys says whose they are."""
    changed = {"schemaId": schema_id, "issuerId": issuer_id, "tag": tag}
    return anoncreds.CredentialDefinition.load(definition.to_dict() | changed)
