"""No route shows or changes anything of another wallet or account, whoever asks with whatever."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agent.service.auth import routes_of
from agent.service.database import Database
from tests.contract.wallet_api.every_route import OF_ONE, Operation, ids_of, of_others, operations, rows_of
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY, Patient, add_patient
from wallet_api.routes.card_types import CARD_TYPES_PATH
from wallet_api.routes.endings import CERTIFICATE_PATH, REPORT_PATH
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
    CERTIFICATE_PATH,
    RECEIPT_KEYS_PATH,
    *WEB_APP_PATHS,
}
SHARED = "/v1/shared/"
"""Those who ask prove it with each call."""
BY_OTHER_KEYS = {"/v1/kept-disclosures", "/metrics", "/openapi.json"}
LOG = "/v1/audit/"
WEBHOOK = "/webhooks/topic/{topic}/"


def routes(app: FastAPI) -> list[tuple[str, str]]:
    found = [(method, entry.path) for entry in routes_of(app) for method in sorted(entry.methods - {"HEAD"})]
    assert len(found) >= 30
    return [(method, path.replace("{level}/", "0/").replace("{path:path}", "000")) for method, path in found]


async def ask(
    client: httpx.AsyncClient, method: str, path: str, anna: Patient, headers: Mapping[str, Any]
) -> httpx.Response:
    """By another's wallet; the guard is asked before anything is looked for in it."""
    named = defaultdict(
        lambda: "0" * 32, wallet_id=anna.wallet.id, device_id=anna.device_id, topic="issue_credential_v2_0"
    )
    body = {"json": {}} if method in ("POST", "PATCH", "PUT") else {}
    return await client.request(method, path.format_map(named), headers=headers, **body)


async def test_without_credentials_every_route_is_closed(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna = await add_patient(database, tenant_key)
    wrong = [{}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer \xff"}, {"x-api-key": "wrong"}]
    for method, path in routes(app):
        for headers in wrong if path not in PUBLIC else []:
            sent = {name: value.encode("latin-1") for name, value in headers.items()}
            answer = await ask(client, method, path, anna, sent)
            assert answer.status_code == 401, (method, path)


async def test_each_key_opens_only_its_own_doors(
    app: FastAPI, client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    """The operator's key opens no wallet."""
    anna = await add_patient(database, tenant_key)
    for method, path in routes(app):
        if path in PUBLIC:
            continue
        is_operators = path in BY_OTHER_KEYS or path.startswith(LOG)
        bearers = [WEBHOOK_KEY] if is_operators else [API_KEY, WEBHOOK_KEY]
        bearers += [anna.token] if is_operators or path == WEBHOOK or path.startswith(SHARED) else []
        for bearer in bearers:
            headers = {"authorization": f"Bearer {bearer}", "x-api-key": API_KEY}
            assert (await ask(client, method, path, anna, headers)).status_code == 401, (method, path)


async def test_another_wallets_paths_are_unknown_on_every_route(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    """A foreign session with all the right ids of a wallet."""
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    further = await of_others(client, database, anna)
    before, tried = await rows_of(database, anna), 0
    for operation in operations():
        if not operation.path.startswith(OF_ONE):
            continue
        ids = {name: ids_of(before, further, name)[0] for name in operation.names} | {"wallet_id": anna.wallet.id}
        assert_refused(await operation.ask(client, ids, ben.headers), anna, operation)
        tried += 1
    assert tried >= 30
    assert await rows_of(database, anna) == before


async def test_another_wallets_ids_are_unknown_below_ones_own_wallet_on_every_route(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    """All but those of cards, which the agent has: test_with_agent.py."""
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    further = await of_others(client, database, anna)
    before, tried = await rows_of(database, anna), 0
    for operation in operations():
        others = set(operation.names) - {"wallet_id"}
        if not operation.path.startswith(OF_ONE) or not others or "credential_id" in others:
            continue
        for each in ids_of(before, further, *others):
            ids = dict.fromkeys(others, each) | {"wallet_id": ben.wallet.id}
            assert_refused(await operation.ask(client, ids, ben.headers), anna, operation)
            tried += 1
    assert tried >= 15
    assert await rows_of(database, anna) == before


async def test_another_persons_ids_are_unknown_below_ones_own_account_on_every_route(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    further = await of_others(client, database, anna)
    before = await rows_of(database, anna)
    found = [each for each in operations() if each.names and each.path.startswith("/v1/account")]
    for operation in found:
        for each in ids_of(before, further, *operation.names):
            answer = await operation.ask(client, dict.fromkeys(operation.names, each), ben.headers)
            assert answer.status_code in (404, 409), operation
    assert len(found) >= 2
    assert await rows_of(database, anna) == before


def assert_refused(answer: httpx.Response, anna: Patient, operation: Operation) -> None:
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), (operation, answer.text)
    assert anna.wallet.id not in answer.text and anna.account_id not in answer.text


async def test_another_accounts_wallets_are_not_ones_own_and_not_to_hand_over(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    link = {"purpose": "hand-over", "wallet_id": anna.wallet.id}
    assert (await client.post("/v1/account/links", json=link, headers=ben.headers)).status_code == 404
    account = (await client.get("/v1/account", headers=ben.headers)).json()
    assert [each["wallet_id"] for each in account["wallets"]] == [ben.wallet.id]
    assert (await client.get(anna.at, headers=anna.headers)).status_code == 200


async def test_lists_are_the_wallets_own(client: httpx.AsyncClient, database: Database, tenant_key: str) -> None:
    anna, ben = await add_patient(database, tenant_key), await add_patient(database, tenant_key)
    await of_others(client, database, anna)
    assert (await client.get(f"{ben.at}/offers", headers=ben.headers)).json() == {"offers": []}
    assert (await client.get(f"{ben.at}/requests", headers=ben.headers)).json() == {"requests": []}
    for path, name in (("consents", "consents"), ("consent-uses", "uses"), ("consent-denials", "denials"),
                       ("consent-templates", "templates"), ("emergencies", "emergencies")):  # fmt: skip
        assert (await client.get(f"{ben.at}/{path}", headers=ben.headers)).json() == {name: []}
