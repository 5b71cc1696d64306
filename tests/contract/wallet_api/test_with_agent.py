"""The wallet API on a real wallet agent (without a ledger): wallets are made there, and kept apart there too."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.launcher import open_client, supervised
from agent.acapy.secrets import load_or_create_secrets
from agent.acapy.settings import AgentSettings
from agent.process import draw_port
from agent.protocol import AgentRole
from agent.service.database import Database
from tests.contract.conftest import KINDS
from tests.contract.wallet_api.every_route import operations
from tests.contract.wallet_api.patients import add_rows, offer, request, scan
from tests.contract.wallet_api.phones import PasskeyPhone
from tests.contract.wallet_api.serving import running
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


@pytest.fixture(scope="module")
def settings(settings: Settings, agent: AgentSettings) -> Settings:
    return with_agent(settings, agent)


@pytest.fixture
def own_settings(own_settings: Settings, agent: AgentSettings) -> Settings:
    return with_agent(own_settings, agent)


def with_agent(settings: Settings, agent: AgentSettings) -> Settings:
    more = {
        "agent_admin_url": agent.admin_url, "agent_admin_key": SecretStr(agent.secrets.admin_key),
        "allow_local_links": False, "reconcile_interval_s": 0.2, "scan_patience_s": 1, "public_calls_per_minute": 1000,
    }  # fmt: skip
    return settings.model_copy(update=more)


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
    made = await asyncio.gather(*(new_patient(client) for _ in range(3)))
    tokens = await tokens_of(database, tenant_key)
    assert len({tokens[wallet_id] for wallet_id, _ in made}) == 3


async def test_another_wallets_cards_are_unknown_on_every_route(client: httpx.AsyncClient) -> None:
    """What is kept in tables: test_isolation.py."""
    bens, ben = await new_patient(client)
    ids = {"wallet_id": bens, "credential_id": "7c20aecd-4377-4615-9258-410b4487f747"}
    found = [each for each in operations() if set(each.names) == set(ids)]
    assert len(found) >= 3
    for operation in found:
        answer = await operation.ask(client, ids, ben)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), operation


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
        (row,) = await connection.execute(tables.scans.select().where(tables.scans.c.wallet_id == wallet_id))
    assert row.sealed_invitation is None
    assert len(row.connection_ids) == 1
    again = (await client.post(f"/v1/wallets/{wallet_id}/scans", json={"text": text}, headers=session)).json()
    assert (again["scan_id"], again["state"]) == (scanned["scan_id"], "connecting")


RECEIPT = "receipt-0123456789abcdef"
OTHER_RECEIPT = "receipt-9876543210abcdef"


async def everything(database: Database) -> str:
    async with database.reading() as connection:
        return repr([(await connection.execute(table.select())).all() for table in tables.metadata.sorted_tables])


async def ended(client: httpx.AsyncClient, receipt: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            found = await client.post("/v1/endings/report", json={"receipt": receipt})
            if found.json()["ended_at"] is not None:
                return dict(found.json())
            await asyncio.sleep(0.2)


async def tenant_of(database: Database, wallet_id: str) -> str:
    query = sa.select(tables.wallets.c.tenant_id).where(tables.wallets.c.id == wallet_id)
    async with database.reading() as connection:
        return str(await connection.scalar(query))


def store_files(agent: AgentSettings) -> bytes:
    return b"".join(path.read_bytes() for path in agent.data_dir.rglob("sqlite.db*"))


@pytest.mark.parametrize("database_kind", KINDS, scope="module")
async def test_an_ended_account_leaves_nothing_in_the_database_or_the_agents_files(
    client: httpx.AsyncClient, database: Database, agent: AgentSettings, shared_path: Path
) -> None:
    (anna, session), (bens, ben) = await new_patient(client), await new_patient(client)
    child = (await client.post("/v1/wallets", json={"label": "Qxmia", "relation": "guardian"}, headers=session)).json()
    account = (await client.get("/v1/account", headers=session)).json()["account_id"]
    await add_rows(database, scan(anna), offer(anna), request(child["wallet_id"]), scan(bens))
    tenants = [await tenant_of(database, each) for each in (anna, child["wallet_id"], bens)]
    assert all(tenant.encode() in store_files(agent) for tenant in tenants), "the search finds what is there"
    refused = await client.post("/v1/account/end", json={"receipt": RECEIPT}, headers=session)
    assert (refused.status_code, refused.json()["code"]) == (409, "dependants-left")
    body = {"receipt": RECEIPT, "dependants": True}
    assert (await client.post("/v1/account/end", json=body, headers=session)).status_code == 202
    assert (await client.get("/v1/account", headers=session)).status_code == 401
    report = await ended(client, RECEIPT)
    assert report["erased"] == {
        "sessions": 1, "devices": 1, "passkeys": 1, "accounts": 1, "wallets": 2, "scans": 1, "offers": 1, "requests": 1,
    }  # fmt: skip
    assert len(report["stays"]) == 6
    kept = await everything(database)
    assert not [each for each in (anna, child["wallet_id"], account, *tenants[:2], "Qxmia") if each in kept]
    assert not [tenant for tenant in tenants[:2] if tenant.encode() in store_files(agent)]
    keys = b"".join(path.read_bytes() for path in shared_path.glob("audit-keys.sqlite*"))
    assert not [each for each in (anna, child["wallet_id"], account) if each.encode() in keys] and bens.encode() in keys
    assert bens in kept and tenants[2].encode() in store_files(agent), "another's stays"
    assert (await client.get(f"/v1/wallets/{bens}/credentials", headers=ben)).json() == {"credentials": []}


async def test_an_ending_that_broke_off_goes_on_when_agent_and_service_are_back(
    own_settings: Settings, agent: AgentSettings, own_database: Database
) -> None:
    """Whether it broke off before anything was done, or when the tenant had been removed."""
    silent = own_settings.model_copy(update={"agent_admin_url": "http://127.0.0.1:9"})
    async with running(own_settings) as client:
        (anna, annas), (ben, bens) = await new_patient(client), await new_patient(client)
        tenant = await tenant_of(own_database, ben)
    async with running(silent) as client:
        await end_in_silence(client, anna, annas, RECEIPT)
        await end_in_silence(client, ben, bens, OTHER_RECEIPT)
    acapy = open_client(agent)
    await AcaPyWalletHost(acapy).delete_tenant(tenant)
    await acapy.aclose()
    async with running(own_settings) as client:
        for receipt in (RECEIPT, OTHER_RECEIPT):
            assert (await ended(client, receipt))["erased"] == {"wallets": 1}
    kept = await everything(own_database)
    assert anna not in kept and ben not in kept


async def end_in_silence(client: httpx.AsyncClient, wallet_id: str, session: dict[str, str], receipt: str) -> None:
    """While no agent answers: the wallet is closed at once, and its end waits."""
    at, body = f"/v1/wallets/{wallet_id}", {"receipt": receipt}
    assert (await client.post(f"{at}/end", json=body, headers=session)).status_code == 202
    report = (await client.post("/v1/endings/report", json=body)).json()
    assert (report["kind"], report["ended_at"]) == ("wallet", None)
    assert (await client.get(at, headers=session)).status_code == 404, "closed at once"
    assert (await client.get("/v1/account", headers=session)).json()["wallets"] == []
    again = await client.post("/v1/account/end", json=body, headers=session)
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
