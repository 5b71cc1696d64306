"""No personal value leaves the places where it must be: marked values are planted and looked for everywhere else."""

import json
from pathlib import Path

import pytest

from agent.ledger.client import LedgerName
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.traces import rows_of
from tests.flows.waiting import eventually
from tests.flows.world import World

pytestmark = pytest.mark.asyncio

MARKED = {
    "family_name": "Qxfamilyqx",
    "given_name": "Qxgivenqx",
    "subject_id": "Qxsubjectqx",
    "lot_number": "Qxlotqx",
    "birth_dateint": "1961-07-23",
    "event_id": "Qxeventqx",
}
TRACES = ("Qxfamily", "Qxgiven", "Qxsubject", "Qxlot", "Qxevent", "19610723", "1961-07-23")


async def test_a_planted_value_is_in_no_log_no_verifier_table_no_url_and_not_on_the_ledger(
    world: World, clerk: Clerk, clinic: Clinic, phone: Phone
) -> None:
    offer = await clerk.offer("vaccination", vaccination() | MARKED)
    scan = await phone.scan(await clerk.qr(offer["offer_id"]))
    await phone.accept(scan["offer_id"])
    asked = await clinic.ask(TEMPLATE)
    request = await phone.scan(await clinic.qr(asked["verification_id"]))
    await phone.approve(request["request_id"])
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    await clerk.revoke(offer["offer_id"])

    logs = [path for path in world.directory.path.rglob("*") if path.is_file() and _is_log(path)]
    assert len(logs) >= 10, "validators, agents and services all keep a log"
    for path in logs:
        _assert_clean(path.read_text(errors="replace"), str(path))
    for role in (AgentRole.VERIFIER, AgentRole.WALLET):
        for name, text in rows_of(world.stack.layout.service(role).directory / "service.sqlite").items():
            _assert_clean(text, f"{role} table {name}")
    verifier = rows_of(world.stack.layout.service(AgentRole.VERIFIER).directory / "service.sqlite")
    assert any(asked["verification_id"] in text for text in verifier.values()), "the search looks into the right tables"
    for url in (offer["url"], asked["url"]):
        _assert_clean(url, "url")
    for text in await _ledger_texts(world):
        _assert_clean(text, "ledger")


async def test_a_batch_leaves_no_value_in_a_log_nor_where_its_rows_are_kept(world: World, clerk: Clerk) -> None:
    batch = await clerk.repeat(f"/v1/batches/{(await _uploaded(clerk))['batch_id']}/start")
    done = await eventually(lambda: _done(clerk, batch["batch_id"]), 60)
    assert (done["offered"], done["refused"]) == (1, 3)
    await clerk.post("/v1/offers/search", {"subject_id": MARKED["subject_id"]})
    for path in filter(_is_log, world.directory.path.rglob("*")):
        _assert_clean(path.read_text(errors="replace"), str(path))
    kept = rows_of(world.stack.layout.service(AgentRole.ISSUER).directory / "service.sqlite")
    assert batch["batch_id"] in kept["batch_rows"] and MARKED["subject_id"] in kept["batch_rows"]
    for name in ("batches", "batch_rows", "sources", "acts", "outbox"):
        found = [trace for trace in ("Qxfamily", "Qxgiven", "19610723", "1961-07-23", "Qxlot") if trace in kept[name]]
        assert not found, f"{found} in the issuer's table {name}"


async def _uploaded(clerk: Clerk) -> Json:
    """One row that can be issued, and three that cannot, for values that are personal."""
    header = "subject_id,family_name,given_name,birth_dateint,occurrence_dateint,vaccine_cvx,lot_number,event_id"
    person = "Qxsubjectqx,Qxfamilyqx,Qxgivenqx,1961-07-23"
    rows = (
        f"{person},2024-03-01,5,Qxlotqx,Qxeventqx-1",
        f"{person},Qxeventqx,5,Qxlotqx,Qxeventqx-2",
        "Qxsubjectqx,=Qxfamilyqx,Qxgivenqx,1961-07-23,2024-03-01,5,Qxlotqx,Qxeventqx-3",
        "Qxsubjectqx,Qxfamilyqx,Qxgivenqx,1961-07-23,1950-01-01,5,Qxlotqx,Qxeventqx-4",
    )
    document = "\n".join((header, *rows)).encode()
    answer = await clerk.http.post("/v1/batches", content=document, headers={"content-type": "text/csv"})
    batch: Json = answer.json()
    return batch


async def _done(clerk: Clerk, batch_id: str) -> Json | None:
    found = await clerk.get(f"/v1/batches/{batch_id}")
    return found if found["state"] == "done" and not found["offers"].get("draft") else None


async def test_the_marks_can_be_found_where_they_may_be(world: World, clerk: Clerk, phone: Phone) -> None:
    offer = await clerk.offer("vaccination", vaccination() | MARKED)
    scan = await phone.scan(await clerk.qr(offer["offer_id"]))
    await phone.accept(scan["offer_id"])
    held = json.dumps(await phone.in_full())
    assert all(trace in held for trace in ("Qxfamily", "Qxlot", "19610723"))


def _is_log(path: Path) -> bool:
    return path.suffix in (".log", ".out") or "log" in path.parent.name


def _assert_clean(text: str, where: str) -> None:
    found = [trace for trace in TRACES if trace in text]
    assert not found, f"{found} in {where}"


async def _ledger_texts(world: World) -> list[str]:
    size = await world.stack.ledger.domain_size()
    transactions = [await world.stack.ledger.get_txn(LedgerName.DOMAIN, number) for number in range(1, size + 1)]
    assert len(transactions) >= 6, "DIDs, schema, definition, registry and revocations"
    return [repr(transaction) for transaction in transactions]
