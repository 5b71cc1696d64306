"""After many verifications no value that was shown is at the verifier, nor is anything of a holder at its agent.

Marked values are planted in all that patients and attackers send (traces.py).
"""

import asyncio
import base64
import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.acapy import present_proof
from agent.acapy.client import Nothing
from agent.acapy.holder import AcaPyWalletHost
from agent.ledger.client import LedgerName
from agent.protocol import AgentRole
from salus.journey import TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.agent_store import Held, held_by
from tests.flows.claims import allergy, allergy_list
from tests.flows.hostile.desk import second_verifier
from tests.flows.hostile.wallet import Wallet
from tests.flows.traces import Haystack, Traces, files_of, tables_of
from tests.flows.waiting import eventually
from tests.flows.world import NAMED, World
from tests.sizes import sized
from tests.unit.webhooks.receiver import Receiver
from verifier.domain.verification import Outcome
from verifier.services.following import ACKNOWLEDGED_AFTER
from verifier.services.webhook_messages import WebhookEvent

pytestmark = pytest.mark.asyncio

VERIFICATIONS = sized(9, 100)
AT_ONCE = 6
PATIENTS = sized(1, 3)
YELLOW_FEVER = {"target_disease_code": "16541001", "target_disease": "Yellow fever", "dose_number": 1}


@dataclass(frozen=True)
class Case:
    """A template, how the patient answers, and what comes of it."""

    template_id: str
    verdict: str
    reason: str | None = None
    copies: dict[str, int] | None = None
    shows_marks: bool = True


CASES = (
    Case("clinic-intake", "VALID"),
    Case("emergency-card", "VALID", copies={"allergy": 1}),
    Case("emergency-card", "INVALID", "list-incomplete", shows_marks=False),
    Case(NAMED, "VALID"),
    Case("yellow-fever-travel", "VALID", shows_marks=False),
    Case("adult", "VALID", shows_marks=False),
    Case(TEMPLATE, "INVALID", "declined", shows_marks=False),
    Case(TEMPLATE, "VALID", shows_marks=False),
)


@dataclass(frozen=True)
class Visits:
    """All that was asked, with the verdicts and what was on the screen then."""

    traces: Traces
    phones: list[Phone]
    decided: list[Json]
    problems: list[str]
    held_before: set[tuple[str, str]]
    told: Receiver
    """Another organisation's system, that subscribed to every webhook."""


def person(traces: Traces) -> dict[str, str]:
    names = {name: traces.text(name) for name in ("subject_id", "family_name", "given_name")}
    return names | {"birth_dateint": traces.day()}


def dose(traces: Traces) -> dict[str, str]:
    return {name: traces.text(name) for name in ("lot_number", "event_id", "manufacturer", "performer_org")}


def cards(traces: Traces) -> Iterator[tuple[str, dict[str, Any]]]:
    who = person(traces)
    counted = {"list_status": 2, "allergy_count": 1, "st_penicillins": 4, "performer_org": traces.text("org")}
    assessed = {"assessed_dateint": (datetime.now(UTC).date() - timedelta(days=7)).isoformat()}
    shown = {"allergy_display": traces.text("allergy"), "event_id": traces.text("event")}
    yield "vaccination", vaccination() | who | dose(traces)
    yield "vaccination", vaccination() | who | dose(traces) | YELLOW_FEVER
    yield "allergy", allergy(who["subject_id"]) | who | shown
    yield "allergy_list", allergy_list(who["subject_id"]) | who | counted | assessed


async def answered(clinic: Clinic, phone: Phone, case: Case) -> Json:
    asked = await clinic.ask(case.template_id, **({"copies": case.copies} if case.copies else {}))
    request = await phone.follow(asked["url"])
    if case.reason == "declined":
        await phone.decline(request["request_id"])
    else:
        await phone.approve(request["request_id"])
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == (case.verdict, case.reason), case
    return decided


async def pestered(clinic: Clinic, wallet: Wallet, traces: Traces) -> Json:
    """A wallet that puts its texts wherever a message has room for one, and then declines."""
    asked = await clinic.ask(TEMPLATE)
    exchange = await wallet.scan(asked["url"])
    client, connection_id = wallet.holder.client, exchange.connection_id
    attribute = {"name": traces.text("name"), "value": traces.text("value")}
    preview = {"@type": "issue-credential/2.0/credential-preview", "attributes": [attribute]}
    await client.post(f"/connections/{connection_id}/send-message", Nothing, {"content": traces.text("hello")})
    await client.post("/issue-credential-2.0/send-proposal", Nothing, {
        "connection_id": connection_id, "comment": traces.text("why"), "credential_preview": preview,
        "filter": {"anoncreds": {}},
    })  # fmt: skip
    group = {"names": [traces.text("name")], "restrictions": [{"schema_name": traces.text("schema")}]}
    await client.post("/present-proof-2.0/send-proposal", Nothing, {
        "connection_id": connection_id, "comment": traces.text("why"), "auto_remove": False,
        "presentation_proposal": {"anoncreds": {"requested_attributes": {"a": group}, "requested_predicates": {}}},
    })  # fmt: skip
    await present_proof.report_problem(client, exchange.exchange_id, traces.text("declined"))
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "declined")
    return decided


async def refused(clinic: Clinic, traces: Traces) -> list[str]:
    """Problems told to machines that send values where none belong."""
    text = traces.text("wrong")
    bodies: tuple[Any, ...] = ({"template_id": text}, {"template_id": TEMPLATE, text: text}, {"language": text}, [text])
    return [(await clinic.http.post("/v1/verifications", json=body)).text for body in bodies]


@pytest_asyncio.fixture(scope="module")
async def visits(published: World, wallet_host: AcaPyWalletHost) -> AsyncIterator[Visits]:
    traces, clerk, clinic, told = Traces(), published.clerk(), published.clinic(), Receiver()
    phones = [await published.phone() for _ in range(PATIENTS)]
    for phone in phones:
        for credential_type, claims in cards(traces):
            await clerk.hand_over(await clerk.offer(credential_type, claims), phone)
    pest = Wallet(wallet_host.holder(await wallet_host.create_tenant(traces.text("label"))))
    held_before = names_of(await held_by(published.stack.layout.agent(AgentRole.VERIFIER)))
    planned = itertools.islice(itertools.cycle(itertools.product(phones, CASES)), VERIFICATIONS - 1)
    visiting = [answered(clinic, phone, case) for phone, case in planned]
    turn = asyncio.Semaphore(AT_ONCE)

    async def in_turn(visit: Awaitable[Json]) -> Json:
        async with turn:
            return await visit

    async with told.running():
        webhook = await clinic.post("/v1/webhooks", {"url": told.url(), "event_types": list(WebhookEvent)})
        decided = await asyncio.gather(*map(in_turn, [pestered(clinic, pest, traces), *visiting]))
        await eventually(lambda: all_forgotten(published), 60)
        await eventually(lambda: all_told(told, decided), 60)
        await clinic.http.delete(f"/v1/webhooks/{webhook['webhook_id']}")
    yield Visits(traces, phones, list(decided), await refused(clinic, traces), held_before, told)
    for party in (clerk, clinic, *phones):
        await party.aclose()


def database(world: World) -> Path:
    return world.stack.layout.service(AgentRole.VERIFIER).directory / "service.sqlite"


async def all_forgotten(world: World) -> bool | None:
    with closing(sqlite3.connect(f"file:{database(world)}?mode=ro", uri=True)) as opened:
        query = "select count(*) from verifications where decided_at is not null and forgotten_at is null"
        return opened.execute(query).fetchone() == (0,) or None


async def all_told(told: Receiver, decided: list[Json]) -> bool | None:
    """Whether the other system was told of each verdict."""
    verdicts = {each.said["data"]["verification_id"] for each in told.every if each.state == "decided"}
    return {each["verification_id"] for each in decided} <= verdicts or None


async def receipt(clinic: Clinic, decided: Json) -> Haystack:
    """With its claims as they are signed, and in the clear."""
    signed = (await clinic.http.get(f"/v1/verifications/{decided['verification_id']}/receipt")).content
    payload = signed.split(b".")[1]
    return Haystack("receipt", signed + base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))


async def haystacks(world: World, clinic: Clinic, visits: Visits) -> list[Haystack]:
    """Everything that the verifier writes, sends or shows, but what is meant to show values for a time."""
    service, agent = database(world).parent, world.stack.layout.agent(AgentRole.VERIFIER)
    logs = [path for path in world.directory.path.rglob("*") if path.suffix in (".log", ".out")]
    assert len(logs) >= 10, "validators, agents and services all keep a log"
    return [
        *files_of(service),
        *tables_of(database(world)),
        *files_of(agent.data_dir),
        *(each.haystack for each in await held_by(agent)),
        *(Haystack(str(path), path.read_bytes()) for path in logs),
        *(Haystack(f"webhook {path}", body) for path, body in world.gates[AgentRole.VERIFIER].seen),
        *(Haystack("webhook to others", each.body) for each in visits.told.every),
        *[await receipt(clinic, each) for each in visits.decided],
        *[Haystack("stream of events", await stream(clinic, each)) for each in visits.decided],
        *[Haystack(path, (await clinic.http.get(path)).content) for path in ("/metrics", "/openapi.json", "/v1/acts")],
        *(Haystack("problem", problem.encode()) for problem in visits.problems),
        *await on_the_ledger(world),
    ]


def names_of(held: list[Held]) -> set[tuple[str, str]]:
    return {(each.category, each.name) for each in held}


async def stream(clinic: Clinic, decided: Json) -> bytes:
    """All events of a verification, to the last one."""
    sent = b""
    async with clinic.http.stream("GET", f"/v1/verifications/{decided['verification_id']}/events") as response:
        async for chunk in response.aiter_bytes():
            sent += chunk
            if b'"decided"' in sent:
                return sent
    raise AssertionError(f"the stream ended early: {sent!r}")


async def on_the_ledger(world: World) -> list[Haystack]:
    size = await world.stack.ledger.domain_size()
    found = [await world.stack.ledger.get_txn(LedgerName.DOMAIN, number) for number in range(1, size + 1)]
    return [Haystack("ledger", repr(each).encode()) for each in found]


async def test_no_value_of_many_verifications_is_kept_or_sent_anywhere(
    world: World, clinic: Clinic, visits: Visits
) -> None:
    assert len(visits.decided) == VERIFICATIONS
    looked = await haystacks(world, clinic, visits)
    names = " ".join(each.name for each in looked)
    assert all(
        name in names
        for name in ("service.sqlite table kept_answers", "service.log", "agent.log", "webhook ", "receipt", "others")
    )
    assert all(any(each["verification_id"].encode() in hay.content for hay in looked) for each in visits.decided)
    assert not visits.traces.found(looked)


async def test_the_values_can_be_found_where_they_may_be(clinic: Clinic, visits: Visits) -> None:
    """On the screen for its time, with the patients, and where the clinic's own system fetches them."""
    for decided in visits.decided:
        case = next((each for each in CASES if each.template_id == decided["template_id"] and each.shows_marks), None)
        if case and decided["verdict"] == "VALID":
            assert visits.traces.found_in(repr(decided["revealed"]).encode()), decided["template_id"]
    for phone in visits.phones:
        assert visits.traces.found_in(repr(await phone.in_full()).encode())
    intake = next(each for each in visits.decided if each["template_id"] == "clinic-intake")
    path = f"/v1/verifications/{intake['verification_id']}/answer"
    assert (await clinic.get(path))["revealed"] == intake["revealed"]
    assert (await clinic.http.delete(path)).status_code == 204
    assert (await clinic.http.get(path)).status_code == 410


async def test_the_agent_holds_nothing_of_any_holder(world: World, visits: Visits) -> None:
    """Neither a record nor a key that was not there before; requests of other tests may still wait for an answer."""
    after = await held_by(world.stack.layout.agent(AgentRole.VERIFIER))
    assert after
    assert names_of(after) <= visits.held_before


async def test_what_lies_at_the_agent_before_the_verdict_is_gone_after_it(
    world: World, clerk: Clerk, wallet_host: AcaPyWalletHost, tmp_path: Path
) -> None:
    traces, layout = Traces(), world.stack.layout
    agent = layout.agent(AgentRole.VERIFIER)
    wallet = Wallet(wallet_host.holder(await wallet_host.create_tenant(traces.text("label"))))
    card = await wallet.take(clerk, **person(traces) | dose(traces))
    before = names_of(await held_by(agent))
    async with second_verifier(agent, layout.genesis, layout.trust_registry, tmp_path) as desk:
        asked = await desk.answered_by(wallet, card, NAMED)
        found = traces.found(each.haystack for each in await held_by(agent))
        assert {"agent's pres_ex_v20", "agent's connection"} <= set(found), "what was shown, and by whom"
        await desk.refresh(asked)
        decision = (await desk.find(asked)).decision
        assert decision is not None and decision.outcome is Outcome.VALID
        desk.clock.move(ACKNOWLEDGED_AFTER.total_seconds())
        await desk.refresh(asked)
    after = await held_by(agent)
    assert not traces.found(each.haystack for each in after)
    assert names_of(after) <= before
