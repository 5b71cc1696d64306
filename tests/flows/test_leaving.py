"""What patients delete is gone: from the wallet, from its tables, and from the agent's store, opened with its key."""

import json
from io import BytesIO
from zipfile import ZipFile

import pyrage
import pytest

from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.agent_store import held_by_tenants
from tests.flows.traces import Traces, rows_of, tables_of
from tests.flows.waiting import eventually
from tests.flows.world import World

pytestmark = pytest.mark.asyncio

PASSPHRASE = "lantern orchard violin"
RECEIPT = "receipt-0123456789abcdef"


def marked(traces: Traces) -> dict[str, object]:
    return vaccination() | {name: traces.text(name) for name in ("family_name", "given_name", "lot_number", "event_id")}


async def found_anywhere(world: World, traces: Traces) -> dict[str, set[bytes]]:
    """In the wallet API's tables, and in what the wallet agent holds of its tenants."""
    database = world.stack.layout.service(AgentRole.WALLET).directory / "service.sqlite"
    held = await held_by_tenants(world.stack.layout.agent(AgentRole.WALLET))
    return traces.found([*tables_of(database), *(each.haystack for each in held)])


async def test_a_deleted_card_is_gone_from_wallet_tables_and_agent_and_the_others_stay(
    world: World, clerk: Clerk, phone: Phone
) -> None:
    gone, kept = Traces(), Traces()
    for traces in (gone, kept):
        await clerk.hand_over(await clerk.offer("vaccination", marked(traces)), phone)
    cards = await phone.in_full()
    (doomed,) = [each["credential_id"] for each in cards if gone.mark in each["attributes"]["family_name"]]
    assert await found_anywhere(world, gone), "the search finds a card that is there"
    path = f"{phone.wallet}/credentials/{doomed}"
    assert (await phone.http.delete(path)).status_code == 204
    assert (await phone.http.delete(path)).status_code == 404, "nothing of it is left"
    (left,) = await phone.in_full()
    assert kept.mark in left["attributes"]["family_name"]
    assert len((await phone.get(f"{phone.wallet}/offers"))["offers"]) == 1
    assert await found_anywhere(world, gone) == {}


async def test_an_export_opens_with_its_passphrase_and_holds_every_card_and_what_was_shown(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    traces = Traces()
    for _ in range(2):
        await clerk.hand_over(await clerk.offer("vaccination", marked(traces)), phone)
    await shown(clinic, phone)
    answer = await phone.http.post("/v1/account/export", json={"passphrase": PASSPHRASE, "language": "de"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert traces.found_in(answer.content) == set()
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(answer.content, PASSPHRASE + "!")
    with ZipFile(BytesIO(pyrage.passphrase.decrypt(answer.content, PASSPHRASE))) as files:
        page, data = files.read("health-wallet.html").decode(), json.loads(files.read("health-wallet.json"))
    (wallet,) = data["wallets"]
    exported = {card["credential_id"]: card for card in wallet["cards"]}
    for held in await phone.in_full():
        values = {each["name"]: each["value"] for each in exported[held["credential_id"]]["values"]}
        assert values == held["attributes"]
        assert held["attributes"]["family_name"] in page
    assert len(exported) == 2
    (asked,) = wallet["asked"]
    assert (asked["state"], asked["who_says_it_is"]) == ("presented", "Salus Clinic")
    assert "Salus Clinic" in page and "geteilt" in page
    (where,) = [each for card in wallet["cards"] for each in card["shown"]]
    assert (where["is_certain"], where["who_says_it_is"]) == (True, "Salus Clinic")
    assert "Wo Sie sie gezeigt haben" in page
    assert {kind: len(rows) for kind, rows in wallet["records"].items() if rows} == {
        "scans": 3, "offers": 2, "disclosures": 1, "requests": 1, "accesses": 1, "wallets": 1,
    }  # fmt: skip


async def shown(clinic: Clinic, phone: Phone) -> None:
    asked = await clinic.ask(TEMPLATE)
    request = await phone.follow(asked["url"])
    await phone.approve(request["request_id"])
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"


async def test_after_an_account_is_ended_neither_tables_nor_agent_have_anything_of_it(
    world: World, clerk: Clerk, clinic: Clinic
) -> None:
    traces, phone = Traces(), await world.phone("Qxlabelqx")
    await clerk.hand_over(await clerk.offer("vaccination", marked(traces)), phone)
    await shown(clinic, phone)
    documents = world.stack.layout.service(AgentRole.WALLET).directory / "records"
    before = set(documents.iterdir())
    await keep_letter(phone, traces)
    assert await found_anywhere(world, traces), "the search finds what is there"
    assert len(set(documents.iterdir()) - before) == 1
    ended = await phone.http.post("/v1/account/end", json={"receipt": RECEIPT})
    assert ended.status_code == 202

    async def report() -> Json | None:
        found = await phone.post("/v1/endings/report", {"receipt": RECEIPT})
        return found if found["ended_at"] else None

    assert (await eventually(report))["erased"] == {
        "cards": 1, "wallets": 1, "scans": 2, "offers": 1, "disclosures": 1, "requests": 1, "records": 1,
        "accounts": 1, "passkeys": 1, "devices": 1, "sessions": 1,
    }  # fmt: skip
    assert await found_anywhere(world, traces) == {}
    traces.mark = phone.wallet_id
    assert await found_anywhere(world, traces) == {}
    kept = rows_of(world.stack.layout.service(AgentRole.WALLET).directory / "service.sqlite")
    assert not [name for name, rows in kept.items() if "Qxlabelqx" in rows]
    assert set(documents.iterdir()) == before
    keys = b"".join(path.read_bytes() for path in world.stack.layout.directory.keys.glob("wallet.sqlite*"))
    assert phone.wallet_id.encode() not in keys, "so that no backup opens what it has"
    await phone.aclose()


async def keep_letter(phone: Phone, traces: Traces) -> None:
    said = {"title": traces.text("Letter"), "category": "letter"}
    at = f"{phone.wallet}/records/{(await phone.post(f'{phone.wallet}/records', said))['record_id']}/content"
    sent = await phone.http.put(at, content=traces.text("Dear").encode(), headers={"content-type": "text/plain"})
    assert sent.json()["state"] == "kept"
