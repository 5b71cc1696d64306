"""Follows verifications: the one place where their state advances, from what the agent's record says.

The request goes over the connection that a wallet has made on the invitation: a decline of a request inside an
invitation to connect would be lost on its way back. Where it was asked for without a connection, the request lies in an
invitation that offers none, and its decline comes back. Safe to repeat, and to kill at any point. A request without an
answer when its time is over is INVALID, timed-out, whether or not the agent can be reached; an answer that came in time
and cannot be checked within `decide_within_s` (ledger or agent away) is UNDECIDED, not-checked. Only a judgement leads
to VALID.
"""

from datetime import timedelta
from typing import assert_never

from agent.errors import AgentRecordNotFound, Problem
from agent.ports import PresentationExchange, VerifierAgent
from agent.protocol import PresentationState
from verifier.domain.question import proof_request
from verifier.domain.verdict import Invalid, Reason, Undecided
from verifier.domain.verification import State, Verification
from verifier.services.holder_report import reason_of
from verifier.services.journal import Journal
from verifier.services.judging import Judging
from verifier.store.verifications import VerificationStore

_NOT_CHECKED = Undecided(Reason.NOT_CHECKED)
ACKNOWLEDGED_AFTER = timedelta(seconds=2)
"""Until then the agent may still be sending the wallet its acknowledgement, for which it needs the connection."""


class Following:
    def __init__(self, agent: VerifierAgent, store: VerificationStore, journal: Journal, judging: Judging) -> None:
        self._agent = agent
        self._store = store
        self._journal = journal
        self._judging = judging

    async def refresh(self, verification_id: str) -> None:
        """Bring it up to date; harmless for ids that are not known."""
        found = await self._store.find(verification_id)
        if found is None:
            return
        match found.state:
            case State.DRAFT:
                await self._end_if_late(found)
            case State.WAITING | State.SCANNED | State.ANSWERED:
                await self._follow(found)
            case State.DECIDED:
                await self._forget(found)
            case _:
                assert_never(found.state)

    async def _follow(self, found: Verification) -> None:
        try:
            if found.exchange_id is None:
                await self._send_when_scanned(found)
            else:
                await self._advance(found, await self._agent.presentation_exchange(found.exchange_id))
        except AgentRecordNotFound:
            await self._judging.decide_without(found, _NOT_CHECKED)
        except Problem as problem:  # agent or ledger away, for now
            await self._end_if_late(await self._present(found), problem)
        await self._forget(await self._present(found))

    async def _send_when_scanned(self, found: Verification) -> None:
        if self._is_late(found) or found.invitation_id is None:
            await self._end_if_late(found)
            return
        connection_id = await self._agent.connection_made(found.invitation_id)
        if connection_id is None:
            return
        request = proof_request(found.question)
        sent = await self._agent.send_request(connection_id, request, found.question.purpose)
        await self._journal.scanned(found.id, sent)

    async def _advance(self, found: Verification, exchange: PresentationExchange) -> None:
        match exchange.state:
            case PresentationState.PRESENTATION_RECEIVED | PresentationState.DONE:
                await self._judge(found, exchange)
            case PresentationState.ABANDONED:
                # after an answer it is the agent itself that gave up while it verified, or a holder who repents
                told = Invalid(reason_of(exchange.error))
                await self._judging.decide_without(found, told if found.answered_at is None else _NOT_CHECKED)
            case PresentationState.DELETED:
                await self._judging.decide_without(found, _NOT_CHECKED)
            case (
                PresentationState.REQUEST_SENT
                | PresentationState.REQUEST_RECEIVED
                | PresentationState.PRESENTATION_SENT
                | PresentationState.PROPOSAL_SENT
                | PresentationState.PROPOSAL_RECEIVED
            ):
                await self._end_if_late(found)
            case _:
                assert_never(exchange.state)

    async def _judge(self, found: Verification, exchange: PresentationExchange) -> None:
        if found.answered_at is None:
            await self._journal.answered(found.id)
            found = await self._present(found)
        await self._judging.judge(found, exchange, found.answered_at or self._journal.clock())

    async def _end_if_late(self, found: Verification, problem: Problem | None = None) -> None:
        if self._is_late(found):
            too_late = Invalid(Reason.TIMED_OUT) if found.answered_at is None else _NOT_CHECKED
            await self._judging.decide_without(found, too_late)
        elif problem is not None:
            raise problem

    def _is_late(self, found: Verification) -> bool:
        return self._journal.clock() > found.decide_by

    async def _present(self, found: Verification) -> Verification:
        return await self._store.find(found.id) or found

    async def _forget(self, found: Verification) -> None:
        """Have the agent remove all that it holds of a decided one. Tried until it works."""
        if found.decided_at is None or found.forgotten_at is not None:
            return
        if found.answered_at is not None and self._journal.clock() < found.decided_at + ACKNOWLEDGED_AFTER:
            return
        if found.invitation_id is not None:
            await self._agent.forget(found.invitation_id, found.exchange_id)
        await self._journal.forgotten(found.id)
