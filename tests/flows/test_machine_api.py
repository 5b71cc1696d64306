"""What a clinic's own systems do: ask without a connection, be told by webhook, and keep a receipt."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from agent.acapy import present_proof
from agent.acapy.launcher import open_client
from agent.errors import AgentRecordNotFound
from agent.protocol import AgentRole, ExchangeId
from agent.signed_claims import read_claims
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.unit.webhooks.receiver import Receiver
from verifier.domain.receipt import TYP

pytestmark = pytest.mark.asyncio

MARKED = {"family_name": "Zwfamilyzw", "subject_id": "Zwsubjectzw", "birth_dateint": "1963-09-27"}
TRACES = ("Zwfamily", "Zwsubject", "1963-09-27", "19630927")


@dataclass(frozen=True)
class System:
    """Somebody else's, that is told of everything."""

    receiver: Receiver
    webhook: Json


@pytest_asyncio.fixture
async def system(clinic: Clinic) -> AsyncIterator[System]:
    async with Receiver().running() as receiver:
        wanted = {"url": receiver.url(), "event_types": ["verification.changed", "verification.decided"]}
        webhook = await clinic.post("/v1/webhooks", wanted)
        yield System(receiver, webhook)
        await clinic.http.delete(f"/v1/webhooks/{webhook['webhook_id']}")


def exchange_of(world: World, asked: Json) -> ExchangeId:
    path = world.stack.layout.service(AgentRole.VERIFIER).directory / "service.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        query = "select exchange_id from verifications where id = ?"
        (found,) = database.execute(query, (asked["verification_id"],)).fetchone()
    return ExchangeId(found)


async def test_without_a_connection_a_request_is_judged_the_same_and_a_decline_is_heard(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone, system: System
) -> None:
    await clerk.hand_over(await clerk.offer("vaccination", vaccination() | MARKED), phone)
    declined = await clinic.ask(TEMPLATE, delivery="connectionless")
    request = await phone.scan(await clinic.qr(declined["verification_id"]))
    await phone.decline(request["request_id"])

    asked = await clinic.ask(TEMPLATE, delivery="connectionless")
    verification_id = asked["verification_id"]
    assert (asked["state"], asked["delivery"]) == ("waiting", "connectionless")
    async with httpx.AsyncClient() as anybody:
        invitation = (await anybody.get(asked["url"], headers={"accept": "application/json"})).json()
    assert "handshake_protocols" not in invitation or not invitation["handshake_protocols"]
    assert len(invitation["requests~attach"]) == 1
    request = await phone.scan(await clinic.qr(verification_id))
    await phone.approve(request["request_id"])
    decided = await clinic.until_decided(verification_id)
    assert (decided["verdict"], decided["revealed"]["vaccination"]["target_disease_code"]) == ("VALID", "14189004")

    refused = await clinic.until_decided(declined["verification_id"])
    assert (refused["verdict"], refused["reason"]) == ("INVALID", "declined")

    told = [each.said["data"] for each in await system.receiver.many(4 + 3)]
    states = [each["state"] for each in told if each["verification_id"] == verification_id]
    assert states == ["draft", "waiting", "answered", "decided"]
    (verdict,) = [each for each in told if each["verification_id"] == verification_id and each["state"] == "decided"]
    assert (verdict["verdict"], verdict["template_id"]) == ("VALID", TEMPLATE)
    assert not any(trace in json.dumps(told) for trace in TRACES)

    client = open_client(world.stack.layout.agent(AgentRole.VERIFIER))
    for each in (asked, declined):
        exchange_id = exchange_of(world, each)

        async def forgotten(exchange_id: ExchangeId = exchange_id) -> bool | None:
            try:
                await present_proof.exchange(client, exchange_id)
            except AgentRecordNotFound:
                return True
            return None

        assert await eventually(forgotten), "the agent keeps nothing of it"
    await client.aclose()


async def test_a_receipt_holds_by_the_published_keys_and_has_no_value_of_the_patient(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    await clerk.hand_over(await clerk.offer("vaccination", vaccination() | MARKED), phone)
    asked = await clinic.ask(TEMPLATE)
    request = await phone.scan(await clinic.qr(asked["verification_id"]))
    await phone.approve(request["request_id"])
    decided = await clinic.until_decided(asked["verification_id"])
    signed = (await clinic.picture(f"/v1/verifications/{asked['verification_id']}/receipt")).decode()
    async with httpx.AsyncClient(base_url=world.stack.url(AgentRole.VERIFIER)) as anybody:
        keys = (await anybody.get("/v1/receipt-keys")).json()["keys"]
    claims = read_claims(signed, keys, typ=TYP)
    assert (claims["verdict"], claims["jti"]) == (decided["verdict"], asked["verification_id"])
    assert len(claims["issuers"]) == 1
    assert claims["cred_def_ids"][0].startswith(claims["issuers"][0])
    assert claims["revocation_list_at"] <= claims["decided_at"]
    assert not any(trace in json.dumps(dict(claims)) for trace in TRACES)
