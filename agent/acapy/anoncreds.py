"""Tags `AnonCreds - Schemas` and `- Credential Definitions` of the admin API: what an issuer publishes.

The agent keeps its own list of what it published. It can lack a schema that is on the ledger (a crash in between):
publishing it again then answers with a refusal, and puts it on the list. A credential definition whose keys never
reached the store is lost: its tag is spent.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from agent.acapy.client import AcaPyClient, Answer
from agent.protocol import CredDefId, Did, SchemaId

KEY_GENERATION_TIMEOUT_S = 180.0
"""A definition's keys are made while we wait; slow on a busy machine."""


class _SchemaIds(Answer):
    schema_ids: list[SchemaId]


class _Schema(Answer):
    attributes: list[str] = Field(alias="attrNames")


class _FoundSchema(Answer):
    found: _Schema = Field(alias="schema")


class _SchemaState(Answer):
    state: Literal["finished"]
    schema_id: SchemaId


class _PublishedSchema(Answer):
    schema_state: _SchemaState


class _CredDefIds(Answer):
    credential_definition_ids: list[CredDefId]


class _CredDef(Answer):
    tag: str


class _FoundCredDef(Answer):
    credential_definition: _CredDef


class _CredDefState(Answer):
    state: Literal["finished"]
    credential_definition_id: CredDefId


class _PublishedCredDef(Answer):
    credential_definition_state: _CredDefState


async def listed_schema(client: AcaPyClient, issuer: Did, name: str, version: str) -> SchemaId | None:
    """The schema in the agent's own list."""
    query = {"schema_issuer_id": issuer, "schema_name": name, "schema_version": version}
    found = (await client.get("/anoncreds/schemas", _SchemaIds, query)).schema_ids
    return found[0] if found else None


async def schema_attributes(client: AcaPyClient, schema_id: SchemaId) -> frozenset[str]:
    """The attributes as they stand on the ledger."""
    return frozenset((await client.get(f"/anoncreds/schema/{schema_id}", _FoundSchema)).found.attributes)


async def publish_schema(
    client: AcaPyClient, issuer: Did, name: str, version: str, attributes: Sequence[str]
) -> SchemaId:
    schema = {"issuerId": issuer, "name": name, "version": version, "attrNames": list(attributes)}
    published = await client.post("/anoncreds/schema", _PublishedSchema, {"schema": schema, "options": {}})
    return published.schema_state.schema_id


async def listed_definition(client: AcaPyClient, issuer: Did, schema_id: SchemaId, tag: str) -> CredDefId | None:
    """The definition of this schema and tag in the agent's own list: one whose keys it has."""
    query = {"issuer_id": issuer, "schema_id": schema_id}
    found = await client.get("/anoncreds/credential-definitions", _CredDefIds, query)
    for cred_def_id in found.credential_definition_ids:
        definition = await client.get(f"/anoncreds/credential-definition/{cred_def_id}", _FoundCredDef)
        if definition.credential_definition.tag == tag:
            return cred_def_id
    return None


async def publish_definition(
    client: AcaPyClient, issuer: Did, schema_id: SchemaId, tag: str, registry_size: int
) -> CredDefId:
    """Make the keys and publish; the agent then makes the first registry and a spare in the background."""
    body = {
        "credential_definition": {"issuerId": issuer, "schemaId": schema_id, "tag": tag},
        "options": {"support_revocation": True, "revocation_registry_size": registry_size},
        "wait_for_revocation_setup": False,
    }
    path = "/anoncreds/credential-definition"
    published = await client.post(path, _PublishedCredDef, body, timeout_s=KEY_GENERATION_TIMEOUT_S)
    return published.credential_definition_state.credential_definition_id
