"""No route shows or changes anything of another wallet or account, whoever asks with whatever."""

import httpx
import pytest
from fastapi import FastAPI

from agent.service.auth import routes_of
from agent.service.database import Database
from tests.contract.wallet_api.patients import (
    API_KEY,
    WEBHOOK_KEY,
    Patient,
    add_consent,
    add_patient,
    add_record,
    add_rows,
    offer,
    request,
    scan,
)
from wallet_api.routes.card_types import CARD_TYPES_PATH
from wallet_api.routes.endings import REPORT_PATH
from wallet_api.routes.shared import RECEIPT_KEYS_PATH
from wallet_api.routes.sign_in import SIGN_IN_PATHS
from wallet_api.routes.web_app import WEB_APP_PATHS

pytestmark = pytest.mark.asyncio

PUBLIC = {
    "/health/live",
    "/health/ready",
    *SIGN_IN_PATHS,
    CARD_TYPES_PATH,
    REPORT_PATH,
    RECEIPT_KEYS_PATH,
    *WEB_APP_PATHS,
}
SHARED = "/v1/shared/"
"""Those who ask prove it with each call."""
BY_OTHER_KEYS = {"/metrics", "/openapi.json"}
LOG = "/v1/audit/"
WEBHOOK = "/webhooks/topic/{topic}/"
OF_WALLET = "/v1/wallets/{wallet_id}"
BODIES = {
    f"{OF_WALLET}/scans": {"text": "hello"},
    "/v1/wallets": {"label": "x"},
    f"{OF_WALLET}/consents/taken-up": {"token": "x"},
    f"{OF_WALLET}/consents/{{consent_id}}/grant": {"items": ["b1"]},
    f"{OF_WALLET}/consents/{{consent_id}}/amend": {"items": ["b1"]},
    "/v1/shared/requests": {"request_id": "r" * 22, "purpose": "TREAT", "kinds": ["vaccination"]},
    "/v1/shared/consents/{consent_id}/countersignature": {"signature": "x"},
}


async def of_others(database: Database, patient: Patient) -> dict[str, str]:
    """One row of each kind in this patient's wallet: path parameter to id."""
    rows = scan(patient.wallet.id), offer(patient.wallet.id), request(patient.wallet.id)
    await add_rows(database, *rows)
    consent, denial, template = await add_consent(database, patient.wallet.id)
    record_id = await add_record(database, patient.wallet.id)
    return {
        "consent_id": consent.id, "denial_id": denial.id, "template_id": template.id, "handle": "0" * 64,
        "record_id": record_id,
        "scan_id": rows[0].id, "offer_id": rows[1].id, "request_id": rows[2].id, "wallet_id": patient.wallet.id,
        "credential_id": "7c20aecd", "topic": "issue_credential_v2_0", "device_id": patient.device_id,
        "event_id": "0" * 32,
    }  # fmt: skip


def routes(app: FastAPI) -> list[tuple[str, str]]:
    found = [(method, entry.path) for entry in routes_of(app) for method in sorted(entry.methods - {"HEAD"})]
    assert len(found) >= 30
    return [(method, path.replace("{level}/", "0/").replace("{path:path}", "000")) for method, path in found]


async def ask(
    client: httpx.AsyncClient, method: str, path: str, ids: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    body = {"json": BODIES.get(path, {})} if method in ("POST", "PATCH") else {}
    if method == "PUT":
        headers = headers | {"content-type": "text/plain"}
    return await client.request(method, path.format(**ids), headers=headers, **body)


async def test_without_credentials_every_route_is_closed(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    ids = await of_others(database, await add_patient(database, tenant_key))
    wrong = [{}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer \xff"}, {"x-api-key": "wrong"}]
    for method, path in routes(app):
        for headers in wrong if path not in PUBLIC else []:
            sent = {name: value.encode("latin-1") for name, value in headers.items()}
            answer = await ask(client, method, path, ids, sent)
            assert answer.status_code == 401, (method, path)


async def test_each_key_opens_only_its_own_doors(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    """The operator's key opens no wallet."""
    anna = await add_patient(database, tenant_key)
    ids = await of_others(database, anna)
    for method, path in routes(app):
        if path in PUBLIC:
            continue
        is_operators = path in BY_OTHER_KEYS or path.startswith(LOG)
        bearers = [WEBHOOK_KEY] if is_operators else [API_KEY, WEBHOOK_KEY]
        bearers += [anna.token] if is_operators or path == WEBHOOK or path.startswith(SHARED) else []
        for bearer in bearers:
            headers = {"authorization": f"Bearer {bearer}", "x-api-key": API_KEY}
            assert (await ask(client, method, path, ids, headers)).status_code == 401, (method, path)


@pytest.mark.parametrize("by", ["path", "id"])
async def test_another_wallets_ids_are_unknown_on_every_route(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str, by: str
) -> None:
    """Neither by the other's own path, nor below one's own with the other's ids."""
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    ids, tried = await of_others(database, anna), 0
    named = ids if by == "path" else ids | {"wallet_id": ben.wallet.id}
    for method, path in routes(app):
        is_one_below = path.count("{") > 1 and "credential_id" not in path  # cards: test_with_agent.py
        if not path.startswith(OF_WALLET) or (by == "id" and not is_one_below):
            continue
        answer = await ask(client, method, path, named, ben.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), (method, path)
        assert not any(each in answer.text for each in ids.values())
        tried += 1
    assert tried >= (14 if by == "path" else 6)
    own = await client.get(f"{anna.at}/scans/{ids['scan_id']}", headers=anna.headers)
    assert own.json()["state"] == "connecting"


async def test_another_accounts_devices_passkeys_and_wallets_are_not_ones_own(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    out = await client.post(f"/v1/account/devices/{anna.device_id}/sign-out", headers=ben.headers)
    assert out.status_code == 404
    assert (await client.delete("/v1/account/passkeys/abc", headers=ben.headers)).status_code == 409
    link = {"purpose": "hand-over", "wallet_id": anna.wallet.id}
    assert (await client.post("/v1/account/links", json=link, headers=ben.headers)).status_code == 404
    account = (await client.get("/v1/account", headers=ben.headers)).json()
    assert [each["wallet_id"] for each in account["wallets"]] == [ben.wallet.id]
    assert (await client.get(anna.at, headers=anna.headers)).status_code == 200


async def test_lists_are_the_wallets_own(client: httpx.AsyncClient, database: Database, tenant_key: str) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    await of_others(database, anna)
    assert (await client.get(f"{ben.at}/offers", headers=ben.headers)).json() == {"offers": []}
    assert (await client.get(f"{ben.at}/requests", headers=ben.headers)).json() == {"requests": []}
    for path, name in (("consents", "consents"), ("consent-uses", "uses"), ("consent-denials", "denials"),
                       ("consent-templates", "templates")):  # fmt: skip
        assert (await client.get(f"{ben.at}/{path}", headers=ben.headers)).json() == {name: []}
