"""No route shows or changes anything of another wallet, whoever asks with whatever."""

import httpx
import pytest
from fastapi import FastAPI

from agent.service.auth import routes_of
from agent.service.database import Database
from tests.contract.wallet_api.patients import (
    API_KEY,
    WEBHOOK_KEY,
    Patient,
    add_patient,
    add_rows,
    offer,
    request,
    scan,
)

pytestmark = pytest.mark.asyncio

PUBLIC = {"/health/live", "/health/ready"}
BY_OTHER_KEYS = {"/metrics", "/openapi.json", "/v1/wallets", "/v1/wallets/{wallet_id}/sessions"}
WEBHOOK = "/webhooks/topic/{topic}/"
BODIES = {"/v1/scans": {"text": "hello"}, "/v1/wallets": {"label": "x"}}


async def of_others(database: Database, patient: Patient) -> dict[str, str]:
    """One row of each kind in this patient's wallet: path parameter to id."""
    rows = scan(patient.wallet.id), offer(patient.wallet.id), request(patient.wallet.id)
    await add_rows(database, *rows)
    return {
        "scan_id": rows[0].id, "offer_id": rows[1].id, "request_id": rows[2].id, "wallet_id": patient.wallet.id,
        "credential_id": "7c20aecd", "topic": "issue_credential_v2_0",
    }  # fmt: skip


def routes(app: FastAPI) -> list[tuple[str, str]]:
    found = [(method, entry.path) for entry in routes_of(app) for method in sorted(entry.methods - {"HEAD"})]
    assert len(found) >= 20
    return found


async def ask(client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    body = {"json": BODIES.get(path, {})} if method == "POST" else {}
    return await client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]


async def test_without_credentials_every_route_is_closed(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    ids = await of_others(database, await add_patient(database, tenant_key))
    wrong = [{}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer \xff"}, {"x-api-key": "wrong"}]
    for method, path in routes(app):
        for headers in wrong if path not in PUBLIC else []:
            sent = {name: value.encode("latin-1") for name, value in headers.items()}
            answer = await ask(client, method, path.format(**ids), sent)  # type: ignore[arg-type]
            assert answer.status_code == 401, (method, path)


async def test_each_key_opens_only_its_own_doors(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    ids = await of_others(database, anna)
    for method, path in routes(app):
        if path in PUBLIC:
            continue
        bearers = [WEBHOOK_KEY] if path in BY_OTHER_KEYS else [API_KEY, WEBHOOK_KEY]
        bearers += [anna.token] if path in BY_OTHER_KEYS or path == WEBHOOK else []
        for bearer in bearers:
            headers = {"authorization": f"Bearer {bearer}", "x-api-key": API_KEY}
            assert (await ask(client, method, path.format(**ids), headers)).status_code == 401, (method, path)


async def test_another_wallets_ids_are_unknown_on_every_route(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    ids, tried = await of_others(database, anna), 0
    for method, path in routes(app):
        if "{" not in path or path in BY_OTHER_KEYS or path == WEBHOOK or "credential_id" in path:
            continue  # cards: test_with_agent.py
        answer = await ask(client, method, path.format(**ids), ben.headers)
        assert answer.status_code == 404, (method, path)
        assert answer.json()["code"] == "not-found"
        assert not any(each in answer.text for each in ids.values())
        tried += 1
    assert tried >= 7
    own = await client.get(f"/v1/scans/{ids['scan_id']}", headers=anna.headers)
    assert own.json()["state"] == "connecting"


async def test_lists_and_the_wallet_itself_are_the_sessions_own(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    await of_others(database, anna)
    assert (await client.get("/v1/offers", headers=ben.headers)).json() == {"offers": []}
    assert (await client.get("/v1/requests", headers=ben.headers)).json() == {"requests": []}
    assert (await client.get("/v1/wallet", headers=ben.headers)).json()["wallet_id"] == ben.wallet.id


async def test_a_session_that_was_ended_opens_nothing_and_the_others_go_on(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    key = {"authorization": f"Bearer {API_KEY}"}
    further = (await client.post(f"/v1/wallets/{anna.wallet.id}/sessions", headers=key)).json()
    assert (await client.post("/v1/sessions/current/end", headers=anna.headers)).status_code == 204
    assert (await client.get("/v1/wallet", headers=anna.headers)).status_code == 401
    headers = {"authorization": f"Bearer {further['session_token']}"}
    assert (await client.get("/v1/wallet", headers=headers)).status_code == 200
