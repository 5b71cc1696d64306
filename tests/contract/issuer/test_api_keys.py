"""Keys of the machine API: made, used, rotated, revoked; and each route with each scope."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from agent.service.auth import routes_of
from agent.service.database import Database
from issuer.domain.scope import Scope
from issuer.tables import metadata
from tests.contract.issuer.conftest import client_of
from tests.contract.issuer.keys import API_KEY

pytestmark = pytest.mark.asyncio

NEEDED = {
    ("GET", "/v1/identity"): Scope.TYPES_READ,
    ("GET", "/v1/credential-types"): Scope.TYPES_READ,
    ("POST", "/v1/credential-types/publish"): Scope.TYPES_WRITE,
    ("GET", "/v1/credential-types/{name}/registries"): Scope.TYPES_READ,
    ("POST", "/v1/offers/{offer_id}/replace"): Scope.REVOKE,
    ("GET", "/v1/offers/{offer_id}/replacement"): Scope.OFFERS_READ,
    ("POST", "/v1/revocations"): Scope.REVOKE,
    ("GET", "/v1/revocations/{revocation_id}"): Scope.OFFERS_READ,
    ("POST", "/v1/revocations/{revocation_id}/lift"): Scope.REVOKE,
    ("POST", "/v1/offers"): Scope.OFFERS_WRITE,
    ("GET", "/v1/offers"): Scope.OFFERS_READ,
    ("POST", "/v1/offers/search"): Scope.OFFERS_READ,
    ("GET", "/v1/offers/{offer_id}"): Scope.OFFERS_READ,
    ("GET", "/v1/offers/{offer_id}/events"): Scope.OFFERS_READ,
    ("GET", "/v1/offers/{offer_id}/qr.svg"): Scope.OFFERS_READ,
    ("GET", "/v1/offers/{offer_id}/qr.png"): Scope.OFFERS_READ,
    ("POST", "/v1/offers/{offer_id}/revoke"): Scope.REVOKE,
    ("POST", "/v1/offers/{offer_id}/renew"): Scope.OFFERS_WRITE,
    ("POST", "/v1/batches"): Scope.OFFERS_WRITE,
    ("POST", "/v1/batches/{batch_id}/start"): Scope.OFFERS_WRITE,
    ("POST", "/v1/batches/{batch_id}/stop"): Scope.OFFERS_WRITE,
    ("POST", "/v1/batches/{batch_id}/renew"): Scope.OFFERS_WRITE,
    ("DELETE", "/v1/batches/{batch_id}"): Scope.OFFERS_WRITE,
    ("GET", "/v1/batches"): Scope.OFFERS_READ,
    ("GET", "/v1/batches/{batch_id}"): Scope.OFFERS_READ,
    ("GET", "/v1/batches/{batch_id}/rows"): Scope.OFFERS_READ,
    ("GET", "/v1/batches/{batch_id}/sheet.pdf"): Scope.OFFERS_READ,
    ("GET", "/v1/batches/{batch_id}/events"): Scope.OFFERS_READ,
    ("GET", "/v1/api-keys"): Scope.ADMIN,
    ("POST", "/v1/api-keys"): Scope.ADMIN,
    ("POST", "/v1/api-keys/{key_id}/rotate"): Scope.ADMIN,
    ("POST", "/v1/api-keys/{key_id}/revoke"): Scope.ADMIN,
    ("GET", "/v1/acts"): Scope.ADMIN,
    ("GET", "/v1/audit/checkpoint"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/tile/entries/{path:path}"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/tile/{level}/{path:path}"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/consistency"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/anchors"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/events"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/events/{event_id}/evidence"): Scope.AUDIT_READ,
    ("GET", "/v1/audit/trust"): Scope.AUDIT_READ,
}


async def make(operator: httpx.AsyncClient, *scopes: Scope, **more: object) -> dict[str, str]:
    answer = await operator.post("/v1/api-keys", json={"name": "Ward system", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, str] = answer.json()
    return body


async def status_with(app: FastAPI, key: str, method: str = "GET", path: str = "/v1/offers") -> int:
    async with client_of(app, Authorization=f"Bearer {key}") as client:
        return (await client.request(method, path, json={} if method == "POST" else None)).status_code


async def test_a_key_opens_the_routes_of_its_scope_and_no_other(
    running: FastAPI, clerk: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    routes = {(method, entry.path) for entry in routes_of(running) for method in entry.methods if "/v1/" in entry.path}
    assert routes == set(NEEDED)
    for scope in Scope:
        with subtests.test(scope=scope):
            key = (await make(clerk, scope))["key"]
            async with client_of(running, Authorization=f"Bearer {key}") as machine:
                for (method, path), needed in NEEDED.items():
                    answer = await machine.request(method, re.sub(r"\{[^}]*\}", "x", path), json={})
                    assert (answer.status_code == 403) == (needed is not scope), (method, path)
                    assert answer.status_code != 401
                    if needed is not scope:
                        assert answer.json()["code"] == "forbidden" and f"'{needed}'" in answer.json()["detail"]


async def test_the_secret_is_shown_once_and_kept_nowhere(
    clerk: httpx.AsyncClient, running: FastAPI, database: Database
) -> None:
    key = (await make(clerk, Scope.OFFERS_READ))["key"]
    assert await status_with(running, key) == 200
    secret = key.split("_", 2)[2]
    assert secret not in (await clerk.get("/v1/api-keys")).text
    async with database.reading() as connection:
        rows = [repr(row) for table in metadata.sorted_tables for row in await connection.execute(sa.select(table))]
    assert rows and not any(secret in row for row in rows)


async def test_a_key_with_another_secret_or_of_another_form_is_nobodys(
    clerk: httpx.AsyncClient, running: FastAPI
) -> None:
    key = (await make(clerk, Scope.OFFERS_READ))["key"]
    other = (await make(clerk, Scope.OFFERS_READ))["key"]
    mixed = "_".join([*key.split("_", 2)[:2], other.split("_", 2)[2]])
    for wrong in (mixed, key[:-1], f"{key}x", key.upper(), "salus_", "salus_000000000000_" + "x" * 43):
        assert await status_with(running, wrong) == 401


async def test_after_a_rotation_both_secrets_work_for_the_time_of_grace_and_without_it_only_the_new(
    clerk: httpx.AsyncClient, running: FastAPI
) -> None:
    first = await make(clerk, Scope.OFFERS_READ)
    path = f"/v1/api-keys/{first['key_id']}/rotate"
    second = (await clerk.post(path, json={"grace_s": 3600})).json()
    assert [await status_with(running, key["key"]) for key in (first, second)] == [200, 200]
    third = (await clerk.post(path, json={"grace_s": 0})).json()
    assert [await status_with(running, key["key"]) for key in (first, second, third)] == [401, 401, 200]
    assert second["key_id"] == third["key_id"] == first["key_id"]


async def test_a_revoked_key_opens_nothing_and_is_not_rotated(clerk: httpx.AsyncClient, running: FastAPI) -> None:
    key = await make(clerk, Scope.OFFERS_READ)
    for _ in range(2):
        assert (await clerk.post(f"/v1/api-keys/{key['key_id']}/revoke")).json()["revoked_at"] is not None
    assert await status_with(running, key["key"]) == 401
    answer = await clerk.post(f"/v1/api-keys/{key['key_id']}/rotate", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")


async def test_a_key_that_ended_opens_nothing(clerk: httpx.AsyncClient, running: FastAPI, database: Database) -> None:
    key = await make(clerk, Scope.OFFERS_READ, expires_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert await status_with(running, key["key"]) == 200
    keys = metadata.tables["api_keys"]
    async with database.transaction() as transaction:
        await transaction.connection.execute(keys.update().values(expires_at=datetime.now(UTC)))
    assert await status_with(running, key["key"]) == 401


async def test_a_key_that_makes_no_sense_is_not_made(clerk: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for wrong in [
        {"name": "", "scopes": ["revoke"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["everything"]},
        {"name": "a\nb", "scopes": ["revoke"]},
        {"name": "x", "scopes": ["revoke"], "expires_at": "2020-01-01T00:00:00Z"},
        {"name": "x", "scopes": ["revoke"], "expires_at": "2030-01-01T00:00:00"},
    ]:
        with subtests.test(wrong=wrong):
            assert (await clerk.post("/v1/api-keys", json=wrong)).status_code == 422
            assert (await clerk.get("/v1/api-keys")).json() == {"api_keys": []}


async def test_the_day_of_the_last_use_is_noted(clerk: httpx.AsyncClient, running: FastAPI) -> None:
    key = await make(clerk, Scope.OFFERS_READ)
    assert key["last_used_on"] is None
    await status_with(running, key["key"])
    [told] = (await clerk.get("/v1/api-keys")).json()["api_keys"]
    assert told["last_used_on"] == datetime.now(UTC).date().isoformat()


async def test_every_act_with_a_key_is_in_the_history_and_pages_go_through_all_of_it(
    unused: FastAPI,
) -> None:
    async with client_of(unused, Authorization=f"Bearer {API_KEY}") as operator:
        admin = await make(operator, Scope.ADMIN)
    async with client_of(unused, Authorization=f"Bearer {admin['key']}") as machine:
        ward = await make(machine, Scope.REVOKE)
        await machine.post(f"/v1/api-keys/{ward['key_id']}/rotate", json={})
        await machine.post(f"/v1/api-keys/{ward['key_id']}/revoke")
        seen: list[dict[str, str]] = []
        before = ""
        while before is not None:
            page = (await machine.get(f"/v1/acts?limit=3{before and f'&before={before}'}")).json()
            seen += page["acts"]
            before = page["next_before"]
    told = [(act["kind"], act["actor_kind"], act["actor_id"], act["record_id"]) for act in seen]
    assert told.pop()[:2] == ("user-created", "service")  # the first administrator, at the start
    by = ("api-key", admin["key_id"], ward["key_id"])
    assert told == [
        ("key-revoked", *by),
        ("key-rotated", *by),
        ("key-created", *by),
        ("key-created", "operator", None, admin["key_id"]),
    ]


async def test_the_interface_description_names_every_operation_with_its_scope_and_no_webhook_or_page(
    clerk: httpx.AsyncClient,
) -> None:
    described = (await clerk.get("/openapi.json")).json()["paths"]
    for (method, path), scope in NEEDED.items():
        assert described[path.replace(":path", "")][method.lower()]["security"] == [{"ApiKey": [scope.value]}]
    assert "/tails/hash/{tails_hash}" in described
    assert not any(path.startswith("/console") or "webhook" in path for path in described)
