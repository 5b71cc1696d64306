"""From the question to its one verdict while agent and ledger are away, and what the agent's record alone decides.

Nothing but a sound answer in time is VALID, and what is final stays so.
"""

from collections.abc import Callable
from typing import Any

import pytest

from agent.access.domain.act import OPERATOR
from agent.errors import AgentUnavailable
from agent.ports import CreatedInvitation, Invitation, Presentation, PresentationExchange
from agent.protocol import ExchangeId, InvitationId, PresentationState, ThreadId
from agent.service.links import LinkStatus
from tests.contract.verifier.conftest import Bench
from tests.unit.verifier.asked import GROUP, NOW, presentation, question
from verifier.domain.question import proof_request
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Delivery, Outcome, State, Verification
from verifier.services.asking import Wanted
from verifier.services.link_status import status_of

pytestmark = pytest.mark.asyncio
VALID = Decision(Outcome.VALID, None, (), NOW)


def record(asked: Verification, state: PresentationState, **told: Any) -> PresentationExchange:
    """What the agent says of the exchange."""
    values: dict[str, Any] = {
        "exchange_id": asked.exchange_id or ExchangeId("exchange"),
        "thread_id": ThreadId("thread"),
        "state": state,
        "connection_id": None,
        "request": proof_request(asked.question),
        "presentation": None,
        "verified": None,
        "comment": None,
        "error": None,
    }
    return PresentationExchange(**(values | told))


async def advance(bench: Bench, asked: Verification, state: PresentationState, **told: Any) -> Any:
    await bench.parts.following._advance(asked, record(asked, state, **told))
    return await bench.find(asked.id)


async def test_the_question_is_written_down_before_anything_leaves(own_bench: Bench) -> None:
    with pytest.raises(AgentUnavailable):
        await own_bench.parts.asking.ask(Wanted("measles-10y"), OPERATOR)
    (asked,) = await own_bench.parts.store.open_ids()
    assert (await own_bench.find(asked)).state is State.DRAFT
    own_bench.clock.move(300)
    await own_bench.refresh(asked)
    assert (await own_bench.find(asked)).state is State.DRAFT
    own_bench.clock.move(1)
    await own_bench.refresh(asked)
    await own_bench.refresh(asked)
    kept = await own_bench.find(asked)
    assert kept.decision.reason is Reason.TIMED_OUT
    assert kept.forgotten_at is not None


@pytest.mark.parametrize("state", [State.WAITING, State.SCANNED, State.ANSWERED])
async def test_an_agent_that_is_away_ends_nothing_before_its_time(bench: Bench, state: State) -> None:
    asked = await bench.asked(state)
    bench.clock.move(300)
    for _ in range(2):
        with pytest.raises(AgentUnavailable):
            await bench.refresh(asked.id)
    assert (await bench.find(asked.id)).state is state


@pytest.mark.parametrize("state", [State.WAITING, State.SCANNED])
async def test_an_agent_that_is_away_does_not_keep_a_request_from_timing_out(bench: Bench, state: State) -> None:
    asked = await bench.asked(state)
    bench.clock.move(301)
    with pytest.raises(AgentUnavailable):  # it is also to forget: that has to be tried again
        await bench.refresh(asked.id)
    kept = await bench.find(asked.id)
    assert (kept.decision.reason, kept.forgotten_at) == (Reason.TIMED_OUT, None)
    assert asked.id in await bench.parts.store.open_ids()


async def test_an_answer_that_cannot_be_fetched_until_the_time_to_decide_is_over_is_undecided(bench: Bench) -> None:
    asked = await bench.asked(State.WAITING)
    await bench.parts.journal.scanned(asked.id, ExchangeId("late"))
    bench.clock.move(200)
    await bench.parts.journal.answered(asked.id)
    bench.clock.move(300)  # past the time to answer, within the time to decide
    with pytest.raises(AgentUnavailable):
        await bench.refresh(asked.id)
    bench.clock.move(1)
    await bench.refresh(asked.id)
    kept = await bench.find(asked.id)
    assert (kept.decision.outcome, kept.decision.reason) == (Outcome.UNDECIDED, Reason.NOT_CHECKED)
    assert await status_of(bench.parts.store, asked.id) is LinkStatus.FAILED


async def test_an_agent_forgets_only_after_the_wallet_had_time_to_hear_its_acknowledgement(bench: Bench) -> None:
    asked = await bench.asked(State.ANSWERED)
    await bench.parts.journal.decided(asked, VALID)
    bench.clock.move(1.9)
    await bench.refresh(asked.id)  # does not ask the agent, which is away
    bench.clock.move(0.1)
    for _ in range(2):
        with pytest.raises(AgentUnavailable):
            await bench.refresh(asked.id)
    assert asked.id in await bench.parts.store.open_ids()
    assert (await bench.find(asked.id)).decision.outcome is Outcome.VALID


def mixed(answer: Any) -> None:
    answer["identifiers"] *= 2
    answer["proof"]["proofs"] *= 2
    answer["requested_proof"]["revealed_attr_groups"][GROUP]["sub_proof_index"] = 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [(mixed, Reason.MIXED_CREDENTIALS), (lambda answer: answer.clear(), Reason.UNREADABLE)],
)
async def test_nonsense_and_mixtures_are_refused_without_agent_and_ledger(
    bench: Bench, change: Callable[[Any], None], reason: Reason
) -> None:
    asked = await bench.asked(State.SCANNED)
    answer = presentation()
    change(answer)
    kept = await advance(bench, asked, PresentationState.PRESENTATION_RECEIVED, presentation=Presentation(answer))
    assert kept.decision == Decision(Outcome.INVALID, reason)
    assert bench.parts.screen.read(asked.id) is None
    assert [event["state"] for event in await bench.events(asked.id)][-2:] == ["answered", "decided"]


async def test_a_request_without_a_connection_goes_from_waiting_to_its_answer(bench: Bench) -> None:
    journal = bench.parts.journal
    made = await journal.draft("connectionless", question(), OPERATOR, Delivery.CONNECTIONLESS)
    invitation = Invitation({"@type": "https://didcomm.org/out-of-band/1.1/invitation", "services": [{}]})
    exchange_id = ExchangeId("exchange")
    await journal.waiting(made, CreatedInvitation(InvitationId("invitation"), invitation, exchange_id))
    waiting = await bench.find("connectionless")
    assert (waiting.state, waiting.delivery, waiting.exchange_id) == (
        State.WAITING,
        Delivery.CONNECTIONLESS,
        exchange_id,
    )
    assert (await bench.parts.store.of_exchange(exchange_id)).id == "connectionless"
    answer = Presentation(presentation() | {"identifiers": []})
    kept = await advance(bench, waiting, PresentationState.PRESENTATION_RECEIVED, presentation=answer)
    assert kept.decision.outcome is Outcome.INVALID
    assert [event["state"] for event in await bench.events("connectionless")] == [
        "draft",
        "waiting",
        "answered",
        "decided",
    ]


async def test_an_issuer_that_only_the_wallet_names_is_not_told(bench: Bench) -> None:
    """The ledger is away, and does not know it."""
    asked = await bench.asked(State.SCANNED)
    answer = presentation()
    answer["identifiers"][0]["cred_def_id"] = "WgWxqztrNooG92RXvxSTWv:3:CL:15:default"
    kept = await advance(bench, asked, PresentationState.PRESENTATION_RECEIVED, presentation=Presentation(answer))
    assert kept.decision == Decision(Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED)


async def test_an_answer_without_a_presentation_is_refused(bench: Bench) -> None:
    kept = await advance(bench, await bench.asked(State.SCANNED), PresentationState.DONE, verified=True)
    assert kept.decision.reason is Reason.UNREADABLE


async def test_an_answer_that_is_first_seen_after_its_time_is_refused_without_agent_and_ledger(bench: Bench) -> None:
    asked = await bench.asked(State.SCANNED)
    bench.clock.move(301)
    answer = Presentation(presentation())
    kept = await advance(bench, asked, PresentationState.PRESENTATION_RECEIVED, presentation=answer)
    assert kept.decision.reason is Reason.TOO_LATE


@pytest.mark.parametrize(
    ("error", "reason", "link"),
    [
        ("abandoned: declined", Reason.DECLINED, LinkStatus.DECLINED),
        ("abandoned: no-credential", Reason.NO_CREDENTIAL, LinkStatus.DECLINED),
        ("abandoned: revoked", Reason.REVOKED, LinkStatus.DECLINED),
        ("abandoned: expired", Reason.EXPIRED, LinkStatus.DONE),
        ("abandoned: VALID", Reason.DECLINED, LinkStatus.DECLINED),
        (None, Reason.DECLINED, LinkStatus.DECLINED),
    ],
)
async def test_what_the_holder_reports_leads_to_invalid(
    bench: Bench, error: str | None, reason: Reason, link: LinkStatus
) -> None:
    asked = await bench.asked(State.SCANNED)
    kept = await advance(bench, asked, PresentationState.ABANDONED, error=error)
    assert (kept.decision.outcome, kept.decision.reason) == (Outcome.INVALID, reason)
    assert await status_of(bench.parts.store, asked.id) is link


async def test_an_exchange_that_the_agent_gave_up_after_an_answer_is_not_called_declined(bench: Bench) -> None:
    asked = await bench.asked(State.ANSWERED)
    error = "get_revoc_reg_delta failed: declined"
    kept = await advance(bench, asked, PresentationState.ABANDONED, error=error)
    assert kept.decision == Decision(Outcome.UNDECIDED, Reason.NOT_CHECKED)


async def test_an_exchange_that_the_agent_calls_deleted_ends_undecided(bench: Bench) -> None:
    kept = await advance(bench, await bench.asked(State.SCANNED), PresentationState.DELETED)
    assert kept.decision == Decision(Outcome.UNDECIDED, Reason.NOT_CHECKED)


@pytest.mark.parametrize("state", [PresentationState.PRESENTATION_RECEIVED, PresentationState.DONE])
async def test_an_answer_after_the_verdict_changes_nothing(bench: Bench, state: PresentationState) -> None:
    asked = await bench.asked(State.SCANNED)
    await advance(bench, asked, PresentationState.ABANDONED, error="abandoned: declined")
    decided = await bench.find(asked.id)
    answer = Presentation(presentation())
    kept = await advance(bench, decided, state, presentation=answer, verified=True)
    assert kept == decided
    assert [event["state"] for event in await bench.events(asked.id)].count("decided") == 1


@pytest.mark.parametrize(
    ("state", "link"),
    [
        (State.DRAFT, LinkStatus.WAITING),
        (State.WAITING, LinkStatus.WAITING),
        (State.SCANNED, LinkStatus.SCANNED),
        (State.ANSWERED, LinkStatus.SCANNED),
    ],
)
async def test_a_link_tells_how_far_it_has_come(bench: Bench, state: State, link: LinkStatus) -> None:
    assert await status_of(bench.parts.store, (await bench.asked(state)).id) is link


SAID_OF = {
    Reason.DECLINED: LinkStatus.DECLINED,
    Reason.NO_CREDENTIAL: LinkStatus.DECLINED,
    Reason.REVOKED: LinkStatus.DECLINED,
    Reason.TIMED_OUT: LinkStatus.EXPIRED,
    Reason.NOT_CHECKED: LinkStatus.FAILED,
    Reason.REVOCATION_UNKNOWN: LinkStatus.FAILED,
}


async def test_a_link_does_not_tell_the_verdict_on_an_answer(bench: Bench) -> None:
    for decision in (VALID, *(Decision(Outcome.INVALID, reason) for reason in Reason)):
        asked = await bench.asked(State.SCANNED)
        await bench.parts.journal.decided(asked, decision)
        said = SAID_OF.get(decision.reason, LinkStatus.DONE) if decision.reason else LinkStatus.DONE
        assert await status_of(bench.parts.store, asked.id) is said, decision


async def test_ids_that_are_not_known_are_harmless(bench: Bench) -> None:
    await bench.refresh("nobody")
    assert await status_of(bench.parts.store, "nobody") is LinkStatus.FAILED


async def test_retention_lets_go_of_links_and_events(bench: Bench) -> None:
    asked = (await bench.asked()).id
    assert await bench.parts.links.current(asked) is not None
    bench.clock.move(3600)
    await bench.parts.retention.purge()
    assert await bench.parts.links.current(asked) is None
    assert await bench.events(asked)
    bench.clock.move(31 * 24 * 3600)
    await bench.parts.retention.purge()
    assert not await bench.events(asked)
