"""A batch on real parts: killed again and again, its agent gone, printed, taken up from the paper."""

import asyncio
import random
from collections import Counter

import httpx
import pypdfium2
import pytest
import zxingcpp

from agent.process import Supervised
from agent.protocol import AgentRole
from salus.parties import Clerk, Json, Phone
from tests.flows.test_journey import kill, until_running
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.sizes import sized

pytestmark = pytest.mark.asyncio

HEADER = "subject_id,family_name,given_name,birth_dateint,occurrence_dateint,vaccine_cvx,event_id"
ROWS, BAD = sized(30, 200), sized(5, 10)
KILLS = sized(2, 5)
BAD_DAYS = ("2044-01-01", "1980-01-01", "2024-13-01", "2024-02-30", "yesterday")


def sheet(run: str, rows: int, bad: int = 0) -> bytes:
    """Measles vaccinations; every twentieth row or so has a day that is none, or none that can be."""
    faulty = {number * rows // bad: BAD_DAYS[number % len(BAD_DAYS)] for number in range(bad)} if bad else {}
    lines = (
        f"{run}-P{number},Okafor,Ana,1990-05-17,{faulty.get(number, '2024-03-01')},5,{run}-E{number}"
        for number in range(rows)
    )
    return "\n".join([HEADER, *lines]).encode()


async def upload(clerk: Clerk, document: bytes) -> Json:
    answer = await clerk.http.post("/v1/batches", content=document, headers={"content-type": "text/csv"})
    assert answer.status_code == httpx.codes.CREATED, answer.text
    batch: Json = answer.json()
    return batch


async def started(clerk: Clerk, document: bytes) -> Json:
    batch = await upload(clerk, document)
    return await clerk.repeat(f"/v1/batches/{batch['batch_id']}/start")


async def until_done(clerk: Clerk, batch_id: str) -> Json:
    """Every row settled, and every offer with a link."""

    async def done() -> Json | None:
        batch = await clerk.get(f"/v1/batches/{batch_id}")
        return batch if batch["state"] == "done" and not batch["offers"].get("draft") else None

    return await eventually(done, 180)


async def rows_of(clerk: Clerk, batch_id: str) -> list[Json]:
    rows: list[Json] = (await clerk.get(f"/v1/batches/{batch_id}/rows?limit=500"))["rows"]
    return rows


async def killed(child: Supervised) -> None:
    """Killed, and there again."""
    restarts = child.restarts + 1
    kill(child)
    await until_running(child, restarts)


async def test_a_batch_that_is_killed_again_and_again_offers_each_row_once(
    world: World, clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    document = sheet("killed", ROWS, BAD)
    batch = await started(clerk, document)
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.1, 1.0))  # noqa: S311 - any moment will do
        await killed(world.stack.services[AgentRole.ISSUER])
    done = await until_done(clerk, batch["batch_id"])
    assert (done["offered"], done["refused"], done["already_done"]) == (ROWS - BAD, BAD, 0)
    rows = await rows_of(clerk, batch["batch_id"])
    offers = {row["offer_id"] for row in rows if row["outcome"] == "offered"}
    assert len(offers) == ROWS - BAD
    refused = [row for row in rows if row["outcome"] == "refused"]
    assert all("occurrence_dateint" in row["place"] and row["sentence"] for row in refused)
    with capsys.disabled():
        print(f"\n{ROWS} rows, killed {KILLS} times: {done['offered']} offered, {Counter(r['code'] for r in refused)}")

    again = await started(clerk, document)
    second = await until_done(clerk, again["batch_id"])
    assert (second["offered"], second["refused"], second["already_done"]) == (0, BAD, ROWS - BAD)
    links = {(await clerk.get(f"/v1/offers/{offer_id}"))["url"] for offer_id in offers}
    assert len(links) == ROWS - BAD
    assert None not in links


async def test_a_batch_waits_for_its_agent_and_goes_on_by_itself(world: World, clerk: Clerk) -> None:
    batch = await started(clerk, sheet("agent", 40))
    agent = world.stack.agents[AgentRole.ISSUER]
    restarts = agent.restarts + 1
    kill(agent)

    async def some_way() -> bool | None:
        found = await clerk.get(f"/v1/batches/{batch['batch_id']}")
        return found["held_code"] is not None or found["state"] == "done" or None

    await eventually(some_way)
    await until_running(agent, restarts)
    done = await until_done(clerk, batch["batch_id"])
    assert (done["offered"], done["held_code"]) == (40, None)


async def test_a_stopped_batch_offers_nothing_more_until_it_is_started_again(clerk: Clerk) -> None:
    batch = await started(clerk, sheet("stopped", 40))
    stopped = await clerk.repeat(f"/v1/batches/{batch['batch_id']}/stop")
    assert stopped["state"] == "stopped"
    await asyncio.sleep(2)  # rows that were in hand are finished, and nothing else happens
    before = await clerk.get(f"/v1/batches/{batch['batch_id']}")
    assert before["waiting"] > 0
    await asyncio.sleep(1)
    assert (await clerk.get(f"/v1/batches/{batch['batch_id']}"))["waiting"] == before["waiting"]
    await clerk.repeat(f"/v1/batches/{batch['batch_id']}/start")
    assert (await until_done(clerk, batch["batch_id"]))["offered"] == 40


async def test_a_patient_takes_a_card_from_the_printed_sheet(clerk: Clerk, phone: Phone) -> None:
    batch = await started(clerk, sheet("printed", 14))
    await until_done(clerk, batch["batch_id"])
    pdf = await clerk.picture(f"/v1/batches/{batch['batch_id']}/sheet.pdf")
    pages = list(pypdfium2.PdfDocument(pdf))
    codes = [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert (len(pages), len(set(codes))) == (2, 14)
    scan = await phone.follow(codes[0])
    await phone.accept(scan["offer_id"])
    [card] = await phone.in_full()
    assert card["attributes"]["subject_id"].startswith("printed-P")

    async def accepted() -> bool | None:
        return (await clerk.get(f"/v1/batches/{batch['batch_id']}"))["accepted"] == 1 or None

    await eventually(accepted)


async def test_a_corrected_record_replaces_the_card_that_is_out(clerk: Clerk, phone: Phone) -> None:
    document = sheet("corrected", 1)
    batch = await started(clerk, document)
    await until_done(clerk, batch["batch_id"])
    [row] = await rows_of(clerk, batch["batch_id"])
    await clerk.hand_over(await clerk.get(f"/v1/offers/{row['offer_id']}"), phone)
    corrected = await started(clerk, document.replace(b"2024-03-01", b"2024-03-02"))
    assert corrected["corrections"] == 1
    await until_done(clerk, corrected["batch_id"])

    async def offered() -> Json | None:
        [new] = await rows_of(clerk, corrected["batch_id"])
        return new if new["offer_state"] == "scanned" else None

    new = await eventually(offered)
    assert (await clerk.get(f"/v1/offers/{row['offer_id']}"))["state"] == "revoked"
    await phone.accept_what_was_sent()  # over the connection: nobody has to scan anything
    await clerk.until_offer(new["offer_id"], "stored")
    cards = await phone.in_full()
    assert sorted((card["attributes"]["occurrence_dateint"], bool(card["revoked"])) for card in cards) == [
        ("20240301", True), ("20240302", False),
    ]  # fmt: skip
