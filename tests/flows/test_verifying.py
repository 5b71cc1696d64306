"""From the question to its one verdict, with the real agent and ledger, whatever happens to them in between.

Nothing but a sound answer in time is VALID, and what is final stays so. Journey and cheats have tests of their own.
"""

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from agent.acapy import connections, present_proof
from agent.acapy.holder import AcaPyWalletHost
from agent.acapy.launcher import open_client, supervised
from agent.acapy.secrets import load_or_create_secrets
from agent.acapy.verifier import AcaPyVerifier
from agent.access.domain.act import OPERATOR
from agent.errors import AgentRecordNotFound, AgentUnavailable, Problem
from agent.ledger.registrar import Registrar
from agent.ledger.revocation import RevocationLists
from agent.ports import PresentationExchange
from agent.process import ProcessState, Supervised, draw_port
from agent.protocol import AgentRole, Did, ExchangeId, InvitationId, LedgerRole, PresentationState, Verkey
from salus.journey import MEASLES, TEMPLATE, vaccination
from salus.parties import Clerk, Clinic, Json, Phone
from tests.flows.gate import Mode
from tests.flows.hostile.desk import API_KEY, Desk, second_verifier, settings_at
from tests.flows.hostile.wallet import Card, Wallet
from tests.flows.waiting import eventually
from tests.flows.world import HASTY, World
from verifier.app import create_service
from verifier.domain.verdict import Reason
from verifier.domain.verification import Outcome, State
from verifier.services.asking import Wanted
from verifier.services.screen import Sight

pytestmark = pytest.mark.asyncio

WHOLE = ["draft", "waiting", "scanned", "answered", "decided"]
MARKED = {"family_name": "Zqfamilyzq", "subject_id": "Zqsubjectzq", "birth_dateint": "1962-08-24"}
TRACES = (b"Zqfamily", b"Zqsubject", b"1962-08-24", b"19620824")


@dataclass(frozen=True)
class Patient:
    wallet: Wallet
    card: Card
    another: Card


@pytest_asyncio.fixture(scope="module")
async def patient(world: World, wallet_host: AcaPyWalletHost) -> AsyncIterator[Patient]:
    clerk = world.clerk()
    wallet = Wallet(wallet_host.holder(await wallet_host.create_tenant("patient")))
    yield Patient(wallet, await wallet.take(clerk, **MARKED), await wallet.take(clerk))
    await clerk.aclose()


@pytest_asyncio.fixture
async def agent(world: World) -> AsyncIterator[AcaPyVerifier]:
    """The verifier's agent, asked by the test."""
    client = open_client(world.stack.layout.agent(AgentRole.VERIFIER))
    yield AcaPyVerifier(client)
    await client.aclose()


@pytest_asyncio.fixture
async def desk(world: World, tmp_path: Path) -> AsyncIterator[Desk]:
    layout = world.stack.layout
    agent = layout.agent(AgentRole.VERIFIER)
    async with second_verifier(agent, layout.genesis, layout.trust_registry, tmp_path) as desk:
        yield desk


@pytest_asyncio.fixture
async def desk_without_ledger(world: World, tmp_path: Path) -> AsyncIterator[Desk]:
    layout = world.stack.layout
    agent = layout.agent(AgentRole.VERIFIER)
    async with second_verifier(agent, tmp_path / "nowhere", layout.trust_registry, tmp_path) as desk:
        yield desk


@dataclass(frozen=True)
class Unanswered:
    """Two requests with ten seconds to answer: one that nobody scans, and one that its patient leaves lying."""

    ignored: Json
    ignored_invitation: InvitationId
    left: Json
    left_exchange: PresentationExchange


@pytest_asyncio.fixture(scope="module")
async def unanswered(world: World, patient: Patient) -> AsyncIterator[Unanswered]:
    clinic = world.clinic()
    ignored, left = await clinic.ask(HASTY), await clinic.ask(HASTY)
    exchange = await patient.wallet.scan(left["url"])
    invitation_id = InvitationId(row(world, ignored)["invitation_id"])
    client = open_client(world.stack.layout.agent(AgentRole.VERIFIER))
    assert await connections.of_invitation(client, invitation_id), "the agent holds it as long as it may be answered"
    await client.aclose()
    await clinic.aclose()
    yield Unanswered(ignored, invitation_id, left, exchange)


def table(world: World, query: str, value: str) -> list[dict[str, Any]]:
    """Rows of the verifier's own database."""
    path = world.stack.layout.service(AgentRole.VERIFIER).directory / "service.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [dict(found) for found in database.execute(query, (value,))]


def row(world: World, asked: Json) -> dict[str, Any]:
    (found,) = table(world, "select * from verifications where id = ?", asked["verification_id"])
    return found


def states(world: World, asked: Json) -> list[str]:
    query = "select data from outbox where stream = ? order by id"
    found = table(world, query, f"verification:{asked['verification_id']}")
    return [json.loads(each["data"])["state"] for each in found]


async def link_status(asked: Json) -> str:
    async with httpx.AsyncClient() as anybody:
        response = await anybody.get(f"{asked['url']}/status", headers={"accept": "application/json"})
    return str(response.json()["status"])


async def until_forgotten(world: World, asked: Json) -> dict[str, Any]:
    async def forgotten() -> dict[str, Any] | None:
        found = row(world, asked)
        return found if found["forgotten_at"] else None

    return await eventually(forgotten, 15)


async def test_a_request_goes_out_with_the_clinics_name_and_its_purpose(clinic: Clinic) -> None:
    asked = await clinic.ask(TEMPLATE)
    assert (asked["state"], asked["verdict"], asked["template_id"]) == ("waiting", None, TEMPLATE)
    async with httpx.AsyncClient() as wallet:
        invitation = (await wallet.get(asked["url"], headers={"accept": "application/json"})).json()
    assert invitation["label"] == "Salus Clinic"
    assert invitation["goal"] == "To see that you were vaccinated against measles in the last ten years."


async def test_an_honest_answer_leads_to_valid_and_its_value_to_the_screen_only(
    world: World, desk: Desk, patient: Patient
) -> None:
    asked = await desk.answered_by(patient.wallet, patient.card)
    await desk.refresh(asked)
    kept = await desk.find(asked)
    assert kept.decision is not None
    assert (kept.state, kept.decision.outcome, kept.decision.reason) == (State.DECIDED, Outcome.VALID, None)
    assert set(kept.decision.issued_under) == kept.question.groups[0].trusted
    lists = RevocationLists(world.stack.ledger)
    in_force = await lists.list_in_force(patient.card.rev_reg_id, kept.question.not_revoked_at)
    assert kept.decision.revocation_list_at is not None
    assert kept.decision.revocation_list_at.timestamp() == in_force
    assert desk.parts.screen.read(asked) == Sight(revealed={"vaccination": {"target_disease_code": MEASLES}})
    events = await desk.events(asked)
    assert [event["state"] for event in events] == WHOLE
    assert events[-1] == {"verification_id": asked, "state": "decided", "verdict": "VALID", "reason": None}


async def test_the_request_is_sent_once_and_only_when_a_wallet_has_come(desk: Desk, patient: Patient) -> None:
    """Also after a crash between sending it and writing that down."""
    asked = await desk.parts.asking.ask(Wanted(TEMPLATE), OPERATOR)
    await desk.refresh(asked)
    assert (await desk.find(asked)).state is State.WAITING
    assert await sent_for(desk, asked) == []
    known = await patient.wallet.requests()
    await desk.take_up(patient.wallet, asked)
    not_written_down = await desk.find(asked)

    async def sent() -> bool | None:
        await desk.parts.following._send_when_scanned(not_written_down)
        return bool(await sent_for(desk, asked)) or None

    await eventually(sent)
    await desk.parts.following._send_when_scanned(not_written_down)
    for _ in range(3):
        await desk.refresh(asked)
    assert await sent_for(desk, asked) == [(await desk.find(asked)).exchange_id]
    await patient.wallet.asked(known)
    assert len(await patient.wallet.requests() - known) == 1


async def sent_for(desk: Desk, asked: str) -> list[ExchangeId]:
    nonce = (await desk.find(asked)).question.nonce
    exchanges = await present_proof.exchanges(desk.parts.client, "verifier")
    return [each.exchange_id for each in exchanges if each.request["nonce"] == nonce]


async def test_looks_at_once_and_again_judge_once(desk: Desk, patient: Patient) -> None:
    asked = await desk.answered_by(patient.wallet, patient.card)
    await asyncio.gather(*(desk.refresh(asked) for _ in range(4)))
    await desk.refresh(asked)
    assert [event["state"] for event in await desk.events(asked)] == WHOLE
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.outcome is Outcome.VALID


async def test_doubled_webhooks_lead_to_one_verdict(world: World, clinic: Clinic, patient: Patient) -> None:
    world.set_mode(Mode.DOUBLE)
    asked = await clinic.ask(TEMPLATE)
    await patient.wallet.answer(await patient.wallet.scan(asked["url"]), patient.card)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    await until_forgotten(world, asked)
    assert states(world, asked) == WHOLE


async def test_a_mixture_is_refused_without_agent_and_ledger(desk_without_ledger: Desk, patient: Patient) -> None:
    desk = desk_without_ledger
    asked, exchange = await desk.scanned_by(patient.wallet)
    await patient.wallet.answer(exchange, patient.card, shown=patient.another)
    await desk.received(asked)
    desk.line.cut_at = b"verify-presentation"
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.reason is Reason.MIXED_CREDENTIALS
    assert desk.line.cuts == 0
    assert (await desk.exchange(asked)).verified is None


async def test_an_answer_that_is_first_seen_after_its_time_is_refused(desk: Desk, patient: Patient) -> None:
    asked = await desk.answered_by(patient.wallet, patient.card)
    desk.clock.move(301)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.reason is Reason.TOO_LATE
    assert (await desk.exchange(asked)).verified is None


async def test_an_answer_whose_check_was_cut_off_waits_and_may_still_be_valid_after_its_time(
    desk: Desk, patient: Patient
) -> None:
    """It came in time, and was seen in time."""
    asked = await desk.answered_by(patient.wallet, patient.card)
    desk.line.cut_at = b"verify-presentation"
    for _ in range(2):
        with pytest.raises(AgentUnavailable):
            await desk.refresh(asked)
    assert desk.line.cuts == 2
    assert (await desk.find(asked)).state is State.ANSWERED
    desk.line.cut_at = None
    desk.clock.move(400)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.outcome is Outcome.VALID


async def test_an_answer_that_cannot_be_verified_until_the_time_to_decide_is_over_is_undecided(
    desk: Desk, patient: Patient
) -> None:
    asked = await desk.answered_by(patient.wallet, patient.card)
    desk.line.cut_at = b"verify-presentation"
    with pytest.raises(AgentUnavailable):
        await desk.refresh(asked)
    desk.clock.move(301)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and (decision.outcome, decision.reason) == (Outcome.UNDECIDED, Reason.NOT_CHECKED)


async def test_an_answer_that_the_ledger_cannot_confirm_until_the_time_to_decide_is_over_is_undecided(
    desk_without_ledger: Desk, patient: Patient
) -> None:
    desk = desk_without_ledger
    asked = await desk.answered_by(patient.wallet, patient.card)
    for _ in range(2):
        with pytest.raises(Problem, match="genesis"):
            await desk.refresh(asked)
    assert (await desk.find(asked)).state is State.ANSWERED
    assert (await desk.exchange(asked)).verified is None, "the agent is not asked before the ledger has answered"
    desk.clock.move(301)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and (decision.outcome, decision.reason) == (Outcome.UNDECIDED, Reason.NOT_CHECKED)


async def test_a_card_of_an_issuer_that_is_not_trusted_is_refused_and_the_issuer_named(
    world: World, patient: Patient, tmp_path: Path
) -> None:
    layout = world.stack.layout
    stranger = "WgWxqztrNooG92RXvxSTWv"
    entry = {
        "issuer_did": stranger, "issuer_name": "Another Centre", "credential_type": "vaccination",
        "cred_def_id": f"{stranger}:3:CL:15:default", "trusted_from": "2024-01-01",
    }  # fmt: skip
    trust = tmp_path / "other-trust.yaml"
    trust.write_text(json.dumps([entry]))
    async with second_verifier(layout.agent(AgentRole.VERIFIER), layout.genesis, trust, tmp_path) as desk:
        asked = await desk.answered_by(patient.wallet, patient.card)
        await desk.refresh(asked)
        decision = (await desk.find(asked)).decision
    assert decision is not None
    assert (decision.outcome, decision.reason) == (Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED)
    assert decision.untrusted_issuer == patient.card.rev_reg_id.partition(":")[0]


async def test_an_exchange_that_the_agent_has_lost_ends_undecided(desk: Desk, patient: Patient) -> None:
    asked = await desk.answered_by(patient.wallet, patient.card)
    exchange_id = (await desk.find(asked)).exchange_id
    assert exchange_id is not None
    await present_proof.delete(desk.parts.client, exchange_id)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and decision.reason is Reason.NOT_CHECKED


@pytest.mark.parametrize(("word", "reason"), [("revoked", Reason.REVOKED), ("VALID", Reason.DECLINED)])
async def test_what_a_holder_reports_over_didcomm_can_only_lead_to_invalid(
    desk: Desk, patient: Patient, word: str, reason: Reason
) -> None:
    asked, exchange = await desk.scanned_by(patient.wallet)
    await patient.wallet.holder.decline_request(exchange.exchange_id, word)

    async def abandoned() -> bool | None:
        return (await desk.exchange(asked)).state is PresentationState.ABANDONED or None

    await eventually(abandoned)
    await desk.refresh(asked)
    decision = (await desk.find(asked)).decision
    assert decision is not None and (decision.outcome, decision.reason) == (Outcome.INVALID, reason)


async def test_a_webhook_leads_to_a_look_and_is_not_believed(world: World, patient: Patient, tmp_path: Path) -> None:
    """The service makes no rounds here, so that only webhooks lead to looks."""
    layout = world.stack.layout
    settings_of_agent = layout.agent(AgentRole.VERIFIER)
    hooks = {"x-api-key": settings_of_agent.secrets.webhook_key}
    async with second_verifier(settings_of_agent, layout.genesis, layout.trust_registry, tmp_path) as desk:
        app = create_service(
            settings_at(
                settings_of_agent, settings_of_agent.admin_port, layout.genesis, layout.trust_registry, tmp_path
            ),
            desk.parts,
        )
        async with AsyncExitStack() as undo:
            await undo.enter_async_context(app.router.lifespan_context(app))
            http = await undo.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app),
                    base_url="http://clinic.example",
                    headers={"authorization": f"Bearer {API_KEY}"},
                )
            )

            async def hook(topic: str, **body: Any) -> None:
                assert (await http.post(f"/webhooks/topic/{topic}/", json=body, headers=hooks)).status_code == 200

            async def shown(state: str, asked: str) -> Json:
                async def read() -> Json | None:
                    found: Json = (await http.get(f"/v1/verifications/{asked}")).json()
                    return found if found["state"] == state else None

                return await eventually(read, 10)

            asked = (await http.post("/v1/verifications", json={"template_id": TEMPLATE})).json()["verification_id"]
            known = await patient.wallet.requests()
            await desk.take_up(patient.wallet, asked)
            invitation_id = (await desk.find(asked)).invitation_id

            async def connected() -> bool | None:
                assert invitation_id is not None
                return (await desk.parts.agent.connection_made(invitation_id)) is not None or None

            await eventually(connected)
            await hook("connections", connection_id="c", state="active", invitation_msg_id=invitation_id)
            await shown("scanned", asked)
            exchange = await patient.wallet.asked(known)
            lie = {"pres_ex_id": (await desk.find(asked)).exchange_id, "state": "done", "verified": "true"}
            looks = refreshed(desk)
            for number in (1, 2):
                await hook("present_proof_v2_0", **lie)
                await eventually(lambda past=looks + number: looked(desk, past), 10)
            assert (await desk.find(asked)).state is State.SCANNED
            await patient.wallet.answer(exchange, patient.card)
            await desk.received(asked)
            assert (await desk.find(asked)).state is State.SCANNED
            await hook("present_proof_v2_0", **lie)
            decided = await shown("decided", asked)
            assert decided["verdict"] == "VALID"
            assert decided["revealed"] == {"vaccination": {"target_disease_code": MEASLES}}


def refreshed(desk: Desk) -> int:
    value = desk.parts.metrics.registry.get_sample_value("salus_reconciler_refreshes_total", {"result": "ok"})
    return int(value or 0)


async def looked(desk: Desk, times: int) -> bool | None:
    return refreshed(desk) >= times or None


async def test_the_did_becomes_public_once_it_is_registered(world: World, tmp_path: Path) -> None:
    """With an agent of its own, which nobody has registered yet."""
    layout = world.stack.layout
    fresh = replace(
        layout.agent(AgentRole.VERIFIER),
        data_dir=tmp_path / "agent",
        secrets=load_or_create_secrets(tmp_path / "secrets.json"),
        admin_port=draw_port(),
        inbound_port=draw_port(),
    )
    client = open_client(fresh)
    process = supervised(fresh, client)
    async with AsyncExitStack() as undo:
        undo.push_async_callback(client.aclose)
        undo.push_async_callback(process.stop)
        await process.start()
        app = create_service(settings_at(fresh, fresh.admin_port, layout.genesis, layout.trust_registry, tmp_path))
        await undo.enter_async_context(app.router.lifespan_context(app))
        http = await undo.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url="http://clinic.example",
                headers={"authorization": f"Bearer {API_KEY}"},
            )
        )
        found = (await http.get("/v1/identity")).json()
        assert found["state"] == "unregistered"
        assert await world.stack.ledger.get_nym(Did(found["did"])) is None
        registrar = Registrar(world.stack.ledger, world.pool.trustee)
        await registrar.register(Did(found["did"]), Verkey(found["verkey"]), LedgerRole.NONE)

        async def public() -> Json | None:
            told: Json = (await http.get("/v1/identity")).json()
            return told if told["state"] == "public" else None

        assert (await eventually(public))["did"] == found["did"]


async def test_asked_first_then_revoked_then_approved_is_invalid(clerk: Clerk, clinic: Clinic, phone: Phone) -> None:
    offer = await clerk.offer("vaccination", vaccination())
    await phone.accept((await phone.scan(await clerk.qr(offer["offer_id"])))["offer_id"])
    asked = await clinic.ask(TEMPLATE)
    scan = await phone.scan(await clinic.qr(asked["verification_id"]))
    await clerk.revoke(offer["offer_id"])
    await phone.approve(scan["request_id"])
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "revoked")


async def test_asked_first_then_revoked_then_presented_all_the_same_is_invalid(
    clerk: Clerk, clinic: Clinic, patient: Patient
) -> None:
    card = await patient.wallet.take(clerk)
    asked = await clinic.ask(TEMPLATE)
    exchange = await patient.wallet.scan(asked["url"])
    await clerk.revoke(card.offer_id)
    await patient.wallet.answer(exchange, card)
    decided = await clinic.until_decided(asked["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "proof-failed")


async def test_no_attribute_value_reaches_the_verifiers_database(
    world: World, clinic: Clinic, patient: Patient
) -> None:
    asked = await clinic.ask(TEMPLATE)
    await patient.wallet.answer(await patient.wallet.scan(asked["url"]), patient.card)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    directory = world.stack.layout.service(AgentRole.VERIFIER).directory
    everything = b"".join(path.read_bytes() for path in directory.glob("service.sqlite*"))
    assert asked["verification_id"].encode() in everything, "the search looks into the right files"
    assert not [trace for trace in TRACES if trace in everything]


async def test_after_a_verdict_the_agent_forgets_exchange_and_connection(
    world: World, clinic: Clinic, patient: Patient, agent: AcaPyVerifier
) -> None:
    asked = await clinic.ask(TEMPLATE)
    exchange = await patient.wallet.scan(asked["url"])
    held = row(world, asked)
    exchange_id, invitation_id = ExchangeId(held["exchange_id"]), InvitationId(held["invitation_id"])
    assert await agent.connection_made(invitation_id) is not None
    await patient.wallet.answer(exchange, patient.card)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    await until_forgotten(world, asked)
    with pytest.raises(AgentRecordNotFound):
        await agent.presentation_exchange(exchange_id)
    assert await connections.of_invitation(agent.client, invitation_id) == []

    async def acknowledged() -> bool | None:
        return (await patient.wallet.holder.presentation_exchange(exchange.exchange_id)).state is (
            PresentationState.DONE
        ) or None

    await eventually(acknowledged, 5)


async def test_a_request_that_nobody_scanned_times_out_and_its_invitation_is_withdrawn(
    world: World, clinic: Clinic, unanswered: Unanswered, agent: AcaPyVerifier
) -> None:
    decided = await clinic.until_decided(unanswered.ignored["verification_id"])
    assert (decided["verdict"], decided["reason"], decided["url"]) == ("INVALID", "timed-out", None)
    assert await link_status(unanswered.ignored) == "expired"
    kept = await until_forgotten(world, unanswered.ignored)
    assert kept["exchange_id"] is None
    assert await connections.of_invitation(agent.client, unanswered.ignored_invitation) == []
    nonces = [each.request["nonce"] for each in await present_proof.exchanges(agent.client, "verifier")]
    assert kept["nonce"] not in nonces


async def test_a_patient_who_does_not_answer_times_out_and_a_late_answer_changes_nothing(
    world: World, clinic: Clinic, patient: Patient, unanswered: Unanswered, agent: AcaPyVerifier
) -> None:
    decided = await clinic.until_decided(unanswered.left["verification_id"])
    assert (decided["verdict"], decided["reason"]) == ("INVALID", "timed-out")
    assert await link_status(unanswered.left) == "expired"
    kept = await until_forgotten(world, unanswered.left)
    with pytest.raises(AgentRecordNotFound):
        await agent.presentation_exchange(ExchangeId(kept["exchange_id"]))
    await patient.wallet.answer(unanswered.left_exchange, patient.card)
    late = await patient.wallet.holder.presentation_exchange(unanswered.left_exchange.exchange_id)
    assert late.state is PresentationState.PRESENTATION_SENT
    # an answer that comes later is dealt with: so the late one had its turn
    asked = await clinic.ask(TEMPLATE)
    await patient.wallet.answer(await patient.wallet.scan(asked["url"]), patient.card)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    assert row(world, unanswered.left) == kept
    assert states(world, unanswered.left) == ["draft", "waiting", "scanned", "decided"]


async def presented_unseen(world: World, patient: Patient, agent: AcaPyVerifier, asked: Json) -> Supervised:
    """Brings an answer to the verifier's agent while its service stands still; gives the service."""
    exchange = await patient.wallet.scan(asked["url"])
    exchange_id = ExchangeId(row(world, asked)["exchange_id"])
    service = world.stack.services[AgentRole.VERIFIER]
    send(service, signal.SIGSTOP)
    await patient.wallet.answer(exchange, patient.card)

    async def received() -> bool | None:
        state = (await agent.presentation_exchange(exchange_id)).state
        return state is PresentationState.PRESENTATION_RECEIVED or None

    await eventually(received)
    assert row(world, asked)["state"] == "scanned"
    return service


def send(child: Supervised, number: signal.Signals) -> None:
    assert child.pid is not None
    os.kill(child.pid, number)


async def until_restarted(child: Supervised, restarts: int) -> None:
    async def running() -> bool | None:
        return (child.restarts > restarts and child.state is ProcessState.RUNNING) or None

    await eventually(running, 60)


async def test_an_agent_that_is_killed_between_answer_and_verdict_is_asked_again(
    world: World, clinic: Clinic, patient: Patient, agent: AcaPyVerifier
) -> None:
    asked = await clinic.ask(TEMPLATE)
    service = await presented_unseen(world, patient, agent, asked)
    victim = world.stack.agents[AgentRole.VERIFIER]
    restarts = victim.restarts
    send(victim, signal.SIGKILL)
    send(service, signal.SIGCONT)
    assert (await clinic.until_decided(asked["verification_id"]))["verdict"] == "VALID"
    assert victim.restarts == restarts + 1
    assert states(world, asked) == WHOLE
    await until_restarted(victim, restarts)
