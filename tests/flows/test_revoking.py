"""Revoking many, replacing, and telling the holder, on real parts, also when a service dies between two steps."""

import asyncio
import json
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from itertools import batched

import pytest
import pytest_asyncio

from agent.acapy.issuer import AcaPyIssuer
from agent.acapy.launcher import open_client
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.test_journey import kill, until_running
from tests.flows.waiting import eventually
from tests.flows.world import World
from tests.sizes import IS_FULL, sized

pytestmark = pytest.mark.asyncio

MANY = sized(6, 200)
AT_ONCE = sized(4, 8)


@pytest_asyncio.fixture
async def phones(world: World) -> AsyncIterator[list[Phone]]:
    phones = [await world.phone(f"patient {number}") for number in range(AT_ONCE)]
    yield phones
    for phone in phones:
        await phone.aclose()


@pytest_asyncio.fixture
async def issuer_agent(world: World) -> AsyncIterator[AcaPyIssuer]:
    """The issuer's agent itself, for what its service would not do."""
    client = open_client(world.stack.layout.agent(AgentRole.ISSUER))
    agent = AcaPyIssuer(client)
    yield agent
    await agent.tails.aclose()
    await client.aclose()


async def issued(clerk: Clerk, phone: Phone, credential_type: str = "vaccination", **claims: str | int) -> Json:
    whole = vaccination() | claims if credential_type == "vaccination" else claims
    return await clerk.hand_over(await clerk.offer(credential_type, whole), phone)


async def issued_to_all(clerk: Clerk, phones: list[Phone], count: int, **claims: str) -> list[Json]:
    made: list[Json] = []
    for numbers in batched(range(count), len(phones), strict=False):
        tasks = (issued(clerk, phones[number % len(phones)], **claims) for number in numbers)
        made += await asyncio.gather(*tasks)
    return made


async def until_done(clerk: Clerk, revocation_id: str) -> Json:
    async def done() -> Json | None:
        found = await clerk.get(f"/v1/revocations/{revocation_id}")
        return found if found["done"] else None

    return await eventually(done)


async def until_card_is_revoked(phone: Phone, *, but: int = 0) -> None:
    async def told() -> bool | None:
        return sum(card["revoked"] is True for card in await phone.credentials()) > but or None

    await eventually(told, 60)


async def test_many_credentials_are_revoked_by_one_order_in_one_publication(
    world: World, clerk: Clerk, phones: list[Phone], capsys: pytest.CaptureFixture[str]
) -> None:
    offers = await issued_to_all(clerk, phones, MANY)
    places = {(offer["rev_reg_id"], offer["cred_rev_id"]) for offer in offers}
    assert len(places) == MANY
    registries = {registry for registry, _ in places}
    before, started = await world.stack.ledger.domain_size(), time.perf_counter()
    order = await clerk.post("/v1/revocations", {"offer_ids": [offer["offer_id"] for offer in offers]})
    done = await until_done(clerk, order["revocation_id"])
    seconds = time.perf_counter() - started
    written = await world.stack.ledger.domain_size() - before
    with capsys.disabled():
        print(f"\n{MANY} revoked in {seconds:.1f} s, {written} ledger transactions, {len(registries)} registries")
    assert (done["revoked"], done["revoking"], done["refused"]) == (MANY, 0, [])
    assert seconds <= 30
    assert written <= 3 * len(registries)
    await until_card_is_revoked(phones[0])


async def test_a_recall_by_lot_revokes_what_is_issued_and_withdraws_what_is_not(clerk: Clerk, phone: Phone) -> None:
    given = await issued(clerk, phone, lot_number="RECALLED-1")
    other = await issued(clerk, phone, lot_number="GOOD-1")
    waiting = await clerk.offer("vaccination", vaccination() | {"lot_number": "RECALLED-1"})
    scanned = await clerk.offer("vaccination", vaccination() | {"lot_number": "RECALLED-1"})
    scan = await phone.follow(scanned["url"])
    lot = {"credential_type": "vaccination", "lot_number": "RECALLED-1"}
    assert await clerk.post("/v1/revocations", lot | {"dry_run": True}) == {
        "to_revoke": 1, "to_withdraw": 2, "refused": [],
    }  # fmt: skip
    order = await clerk.post("/v1/revocations", lot)
    done = await until_done(clerk, order["revocation_id"])
    assert (done["revoked"], done["withdrawn"]) == (1, 2)
    assert (await clerk.get(f"/v1/offers/{given['offer_id']}"))["state"] == "revoked"
    assert (await clerk.get(f"/v1/offers/{other['offer_id']}"))["state"] == "stored"
    assert (await clerk.get(f"/v1/offers/{waiting['offer_id']}"))["url"] is None
    await phone.repeat(f"{phone.wallet}/offers/{scan['offer_id']}/accept")
    await until_card_is_revoked(phone)
    assert (await clerk.get(f"/v1/offers/{scanned['offer_id']}"))["state"] == "withdrawn"
    assert len(await phone.credentials()) == 2


async def test_a_recall_makes_the_next_verification_of_every_holder_invalid(
    clerk: Clerk, clinic: Clinic, phones: list[Phone], capsys: pytest.CaptureFixture[str]
) -> None:
    holders = phones[:2]
    for holder in holders:
        await issued(clerk, holder, lot_number="RECALLED-2")
    started = time.perf_counter()
    await clerk.post("/v1/revocations", {"credential_type": "vaccination", "lot_number": "RECALLED-2"})
    await asyncio.gather(*(until_card_is_revoked(holder) for holder in holders))
    for holder in holders:
        asked = await clinic.ask(TEMPLATE)
        request = await holder.follow(asked["url"])
        await holder.approve(request["request_id"])
        decided = await clinic.until_decided(asked["verification_id"])
        assert (decided["verdict"], decided["reason"]) == ("INVALID", "revoked")
    with capsys.disabled():
        print(f"\n{len(holders)} holders of a recalled lot told and INVALID in {time.perf_counter() - started:.1f} s")


async def test_the_holder_is_told_of_a_revocation_at_once(clerk: Clerk, phone: Phone) -> None:
    offer = await issued(clerk, phone)
    async with phone.http.stream("GET", f"{phone.wallet}/events", timeout=30) as events:
        await clerk.revoke(offer["offer_id"])
        async with asyncio.timeout(20):
            async for line in events.aiter_lines():
                if line == "event: credential.revoked":
                    break
    [card] = await phone.credentials()
    assert card["revoked"] is True


@pytest.mark.parametrize("killed_in", ["offering", "revoking", "telling"] if IS_FULL else ["offering"])
async def test_a_replacement_is_completed_once_wherever_the_service_is_killed(
    world: World, clerk: Clerk, phone: Phone, killed_in: str
) -> None:
    old = await issued(clerk, phone)
    victim = world.stack.services[AgentRole.ISSUER]
    restarts = victim.restarts + 1
    wish = {"claims": vaccination() | {"given_name": "Erica"}, "reason": "correction"}
    before = await ids_of_offers(clerk)
    assert (await clerk.post(f"/v1/offers/{old['offer_id']}/replace", wish))["state"] == "revoking"
    await kill_when(world, old["offer_id"], killed_in)
    await until_running(victim, restarts)
    replaced = await until_replaced(clerk, old["offer_id"])
    assert (await clerk.get(f"/v1/offers/{old['offer_id']}"))["state"] == "revoked"
    assert await ids_of_offers(clerk) - before == {replaced["new_offer_id"]}
    new = await clerk.until_offer(replaced["new_offer_id"], "scanned")
    assert new["url"] is None  # it came over the connection: nobody has to scan anything
    await until_card_is_revoked(phone)
    await phone.accept_what_was_sent()
    await clerk.until_offer(new["offer_id"], "stored")
    names = [card["attributes"]["given_name"] for card in await phone.in_full() if card["revoked"] is False]
    assert names == ["Erica"]


async def test_a_replacement_whose_holder_cannot_be_reached_is_offered_by_a_link(
    world: World, clerk: Clerk, phone: Phone, issuer_agent: AcaPyIssuer
) -> None:
    old = await issued(clerk, phone)
    with issuers_database(world) as database:
        query = "SELECT connection_id FROM offers WHERE offer_id = ?"
        [connection_id] = database.execute(query, (old["offer_id"],)).fetchone()
    await issuer_agent.client.delete(f"/connections/{connection_id}")
    await clerk.post(f"/v1/offers/{old['offer_id']}/replace", {"claims": vaccination(), "reason": "update"})
    replaced = await until_written(clerk, old["offer_id"])
    another = await world.phone()  # the old one would reuse the connection that is gone
    await clerk.hand_over(await clerk.until_offer(replaced["new_offer_id"], "offered"), another)
    await another.aclose()


async def test_what_was_sent_to_a_lost_phone_is_offered_by_a_link_instead(
    world: World, clerk: Clerk, phone: Phone
) -> None:
    old = await issued(clerk, phone)
    await clerk.post(f"/v1/offers/{old['offer_id']}/replace", {"claims": vaccination(), "reason": "update"})
    replaced = await until_replaced(clerk, old["offer_id"])
    await clerk.until_offer(replaced["new_offer_id"], "scanned")
    by_link = await clerk.post(f"/v1/offers/{replaced['new_offer_id']}/renew")
    await clerk.until_offer(replaced["new_offer_id"], "withdrawn")
    another = await world.phone()
    await clerk.hand_over(by_link, another)
    await another.aclose()


async def test_a_credential_is_replaced_once(clerk: Clerk, phone: Phone) -> None:
    old = await issued(clerk, phone)
    wish = {"claims": vaccination(), "reason": "update"}
    path = f"/v1/offers/{old['offer_id']}/replace"
    answers = await asyncio.gather(*(clerk.http.post(path, json=wish) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409]
    await until_replaced(clerk, old["offer_id"])
    assert (await clerk.http.post(path, json=wish)).status_code == 409


async def test_a_false_notice_tells_the_phone_nothing(
    world: World, clerk: Clerk, phone: Phone, issuer_agent: AcaPyIssuer
) -> None:
    offer = await issued(clerk, phone)
    with issuers_database(world) as connection:
        query = "SELECT connection_id FROM offers WHERE offer_id = ?"
        [connection_id] = connection.execute(query, (offer["offer_id"],)).fetchone()
    async with phone.http.stream("GET", f"{phone.wallet}/events", timeout=30) as events:
        place = (offer["rev_reg_id"], offer["cred_rev_id"])
        await issuer_agent.send_revocation_notice(connection_id, *place, "not true")
        later = await issued(clerk, phone)  # whose notice comes after the false one
        await clerk.revoke(later["offer_id"])
        async with asyncio.timeout(20):
            lines = events.aiter_lines()
            while await anext(lines) != "event: credential.revoked":
                pass
            while not (told := await anext(lines)).startswith("data:"):
                pass
    cards = {card["credential_id"]: card["revoked"] for card in await phone.credentials()}
    assert sorted(cards.values()) == [False, True]
    assert cards[json.loads(told.removeprefix("data:"))["credential_id"]] is True


async def test_what_issuer_and_ledger_differ_on_is_shown_and_repaired(
    world: World, clerk: Clerk, phone: Phone, issuer_agent: AcaPyIssuer
) -> None:
    on_ledger, here = [await issued(clerk, phone) for _ in range(2)]
    await issuer_agent.revoke(on_ledger["rev_reg_id"], {on_ledger["cred_rev_id"]})
    with issuers_database(world) as connection:
        connection.execute("UPDATE offers SET state = 'revoked' WHERE offer_id = ?", (here["offer_id"],))
    shown = await differences(clerk)
    assert shown == ([here["cred_rev_id"]], [on_ledger["offer_id"]])
    victim = world.stack.services[AgentRole.ISSUER]
    restarts = victim.restarts + 1
    kill(victim)  # it compares at its start
    await until_running(victim, restarts)
    await clerk.until_offer(on_ledger["offer_id"], "revoked")

    async def agree() -> bool | None:
        return await differences(clerk) == ([], []) or None

    await eventually(agree, 60)
    assert here["cred_rev_id"] in await issuer_agent.revoked(here["rev_reg_id"])


async def differences(clerk: Clerk) -> tuple[list[int], list[str]]:
    shown = (await clerk.get("/v1/credential-types/vaccination/registries"))["registries"]
    missing = [index for each in shown for index in each["missing_on_ledger"]]
    return missing, [offer_id for each in shown for offer_id in each["not_revoked_here"]]


async def ids_of_offers(clerk: Clerk) -> set[str]:
    found, path = set[str](), "/v1/offers?limit=100"
    while True:
        page = await clerk.get(path)
        found |= {offer["offer_id"] for offer in page["offers"]}
        if page["next_after"] is None:
            return found
        path = f"/v1/offers?limit=100&after={page['next_after']}"


async def kill_when(world: World, old_offer_id: str, state: str) -> None:
    """Kill the issuer as soon as the replacement is in this state, or beyond."""
    order = ["revoking", "offering", "telling", "done"]
    pid = world.stack.services[AgentRole.ISSUER].pid
    assert pid is not None
    with issuers_database(world) as connection:
        async with asyncio.timeout(30):
            while order.index(_state(connection, old_offer_id)) < order.index(state):
                await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)


@contextmanager
def issuers_database(world: World) -> Iterator[sqlite3.Connection]:
    path = world.directory.services / AgentRole.ISSUER / "service.sqlite"
    with closing(sqlite3.connect(path, timeout=15, autocommit=True)) as connection:
        yield connection


def _state(connection: sqlite3.Connection, old_offer_id: str) -> str:
    query = "SELECT state FROM replacements WHERE old_offer_id = ?"
    found: tuple[str] = connection.execute(query, (old_offer_id,)).fetchone()
    return found[0]


async def until_written(clerk: Clerk, old_offer_id: str) -> Json:
    """Until there is a new offer; whether its holder can be told is another matter."""
    return await until_replaced(clerk, old_offer_id, "telling", "done")


async def until_replaced(clerk: Clerk, old_offer_id: str, *states: str) -> Json:
    async def replaced() -> Json | None:
        found = await clerk.get(f"/v1/offers/{old_offer_id}/replacement")
        return found if found["state"] in (states or ("done",)) else None

    return await eventually(replaced, 60)
