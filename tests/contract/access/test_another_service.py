"""Access as a service other than the issuer has it: tables by the ground's steps, scopes and kinds of its own."""

import httpx
import pytest
from fastapi import FastAPI

from agent.service.database import Database
from tests.contract.access.conftest import client_of
from tests.contract.access.example.kinds import Scope

pytestmark = pytest.mark.asyncio


async def make(operator: httpx.AsyncClient, *scopes: str) -> httpx.Response:
    return await operator.post("/v1/api-keys", json={"name": "Ward system", "scopes": list(scopes)})


async def test_the_step_of_migration_makes_the_tables_as_they_are_declared(database: Database) -> None:
    assert await database.differences() == []


async def test_a_key_is_given_the_services_scopes_and_no_other(operator: httpx.AsyncClient) -> None:
    assert (await make(operator, Scope.VISITS)).json()["scopes"] == ["visits"]
    refused = await make(operator, "offers:read")
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"].startswith("/body/scopes")


async def test_the_history_holds_the_services_acts_beside_those_of_access(
    operator: httpx.AsyncClient, running: FastAPI
) -> None:
    key = (await make(operator, Scope.VISITS)).json()
    async with client_of(running, Authorization=f"Bearer {key['key']}") as ward:
        assert (await ward.post("/v1/visits/v-1")).status_code == 204
        assert (await ward.get("/v1/acts")).status_code == 403
    acts = (await operator.get("/v1/acts")).json()["acts"]
    assert [(act["kind"], act["record_kind"], act["record_id"]) for act in acts[:2]] == [
        ("visit-noted", "visit", "v-1"),
        ("key-created", "api-key", key["key_id"]),
    ]


async def test_the_interface_description_names_the_services_scopes_and_kinds(operator: httpx.AsyncClient) -> None:
    described = (await operator.get("/openapi.json")).json()["components"]["schemas"]
    assert described["Scope"]["enum"] == [scope.value for scope in Scope]
    assert described["Noted"]["enum"] == ["visit-noted"] or described["Noted"]["const"] == "visit-noted"
    assert {"ApiKeyWanted", "ApiKeyBody", "NewApiKeyBody", "ActBody"} <= described.keys()
