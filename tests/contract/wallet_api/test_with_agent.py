"""The wallet API on a real wallet agent (without a ledger): wallets are made there, and kept apart there too."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from agent.acapy.launcher import open_client, supervised
from agent.acapy.secrets import load_or_create_secrets
from agent.acapy.settings import AgentSettings
from agent.process import draw_port
from agent.protocol import AgentRole
from agent.service.database import Database
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY, add_rows, offer, request, scan
from tests.contract.wallet_api.phones import PasskeyPhone
from wallet_api import tables
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AgentSettings]:
    data_dir = Path(tmp_path_factory.mktemp("wallet-agent"))
    settings = AgentSettings(
        role=AgentRole.WALLET,
        label="Wallet",
        data_dir=data_dir,
        secrets=load_or_create_secrets(data_dir / "secrets.json"),
        admin_port=draw_port(),
        inbound_port=draw_port(),
        genesis=None,
        webhook_url="http://127.0.0.1:9",  # nobody: every webhook is withheld
    )
    client = open_client(settings)
    running = supervised(settings, client)
    await running.start()
    yield settings
    await running.stop()
    await client.aclose()


@pytest.fixture
def settings(agent: AgentSettings, tmp_path: Path, tenant_key: str) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://wallet.test",
            "database_url": f"sqlite:///{tmp_path / 'wallet.sqlite'}",
            "agent_admin_url": agent.admin_url,
            "agent_admin_key": agent.secrets.admin_key,
            "webhook_key": WEBHOOK_KEY,
            "api_key": API_KEY,
            "tenant_key": tenant_key,
            "reconcile_interval_s": 0.2,
            "scan_patience_s": 1,
        }
    )


@pytest.fixture
def database_url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


async def new_patient(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    phone = PasskeyPhone(client)
    await phone.sign_up()
    made = await client.post("/v1/wallets", json={"label": "Anna Qxlabel"}, headers=phone.headers)
    assert made.status_code == 201
    return made.json()["wallet_id"], phone.headers


async def tokens_of(database: Database, tenant_key: str) -> dict[str, str]:
    """Tenant tokens by wallet, as they are sealed in the table."""
    async with database.reading() as connection:
        rows = await connection.execute(tables.wallets.select())
        return {row.id: Fernet(tenant_key).decrypt(row.sealed_token.encode()).decode() for row in rows}


async def test_a_new_wallet_is_empty_ready_and_has_a_neutral_name_at_the_agent(
    client: httpx.AsyncClient, database: Database, tenant_key: str, agent: AgentSettings
) -> None:
    wallet_id, session = await new_patient(client)
    assert (await client.get(f"/v1/wallets/{wallet_id}", headers=session)).json()["label"] == "Anna Qxlabel"
    assert (await client.get(f"/v1/wallets/{wallet_id}/credentials", headers=session)).json() == {"credentials": []}
    assert (await client.get("/health/ready")).status_code == 200
    token = (await tokens_of(database, tenant_key))[wallet_id]
    async with httpx.AsyncClient(base_url=agent.admin_url) as admin:
        headers = {"x-api-key": agent.secrets.admin_key, "authorization": f"Bearer {token}"}
        body = {"handshake_protocols": ["https://didcomm.org/didexchange/1.1"]}
        said = (await admin.post("/out-of-band/create-invitation", json=body, headers=headers)).json()
    assert said["invitation"]["label"] == "Wallet"
    for value in (token, session["authorization"]):
        assert value not in (await client.get(f"/v1/wallets/{wallet_id}", headers=session)).text


async def test_each_wallet_has_a_tenant_of_its_own(
    client: httpx.AsyncClient, database: Database, tenant_key: str
) -> None:
    await asyncio.gather(*(new_patient(client) for _ in range(3)))
    tokens = await tokens_of(database, tenant_key)
    assert len(set(tokens.values())) == 3


async def test_another_wallets_cards_offers_and_requests_are_unknown(
    client: httpx.AsyncClient, database: Database
) -> None:
    (anna, _), (bens, ben) = await new_patient(client), await new_patient(client)
    at = f"/v1/wallets/{bens}"
    rows = scan(anna), offer(anna), request(anna)
    await add_rows(database, *rows)
    for path in (
        f"{at}/credentials/7c20aecd-4377-4615-9258-410b4487f747",
        f"{at}/scans/{rows[0].id}", f"{at}/offers/{rows[1].id}", f"{at}/requests/{rows[2].id}",
    ):  # fmt: skip
        assert (await client.get(path, headers=ben)).status_code == 404
    card = f"{at}/credentials/7c20aecd-4377-4615-9258-410b4487f747"
    assert (await client.delete(card, headers=ben)).status_code == 404
    for path in (f"{at}/offers/{rows[1].id}/accept", f"{at}/offers/{rows[1].id}/decline"):
        assert (await client.post(path, headers=ben)).status_code == 404
    for what, body in (("approve", {"choices": {}}), ("decline", {"reason": "declined"})):
        answer = await client.post(f"{at}/requests/{rows[2].id}/{what}", json=body, headers=ben)
        assert answer.status_code == 404


async def test_what_the_agent_has_lost_ends_and_says_so(client: httpx.AsyncClient, database: Database) -> None:
    wallet_id, session = await new_patient(client)
    rows = offer(wallet_id), request(wallet_id)
    await add_rows(database, *rows)

    async def ended() -> bool:
        offered = (await client.get(f"/v1/wallets/{wallet_id}/offers/{rows[0].id}", headers=session)).json()
        asked = (await client.get(f"/v1/wallets/{wallet_id}/requests/{rows[1].id}", headers=session)).json()
        return (offered.get("reason"), asked.get("reason")) == ("lost", "lost")

    async with asyncio.timeout(20):
        while not await ended():
            await asyncio.sleep(0.05)


async def test_a_scan_of_which_nothing_comes_fails_in_time_and_keeps_no_invitation(
    client: httpx.AsyncClient, database: Database, agent: AgentSettings, tenant_key: str
) -> None:
    (inviter, _), (wallet_id, session) = await new_patient(client), await new_patient(client)
    token = (await tokens_of(database, tenant_key))[inviter]
    async with httpx.AsyncClient(base_url=agent.admin_url) as admin:
        headers = {"x-api-key": agent.secrets.admin_key, "authorization": f"Bearer {token}"}
        body = {"handshake_protocols": ["https://didcomm.org/didexchange/1.1"]}
        made = (await admin.post("/out-of-band/create-invitation", json=body, headers=headers)).json()
    text = json.dumps(made["invitation"])
    scanned = (await client.post(f"/v1/wallets/{wallet_id}/scans", json={"text": text}, headers=session)).json()
    path = f"/v1/wallets/{wallet_id}/scans/{scanned['scan_id']}"
    async with asyncio.timeout(20):
        while (shown := (await client.get(path, headers=session)).json())["problem"] is None:
            await asyncio.sleep(0.05)
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "no-answer")
    async with database.reading() as connection:
        (row,) = await connection.execute(tables.scans.select())
    assert row.sealed_invitation is None
    assert len(row.connection_ids) == 1
    again = (await client.post(f"/v1/wallets/{wallet_id}/scans", json={"text": text}, headers=session)).json()
    assert (again["scan_id"], again["state"]) == (scanned["scan_id"], "connecting")
