"""Judges an answer: gathers what the pure judgement needs from the ledger and the agent, and writes the verdict down.

The revocation lists are read before the agent verifies: an agent that meets a silent ledger while it verifies gives the
exchange up for good, and the patient would have to be asked again. `verified` and the presentation are taken from one
and the same answer of the agent, because a wallet may send another presentation at any time.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, assert_never

from agent.errors import InvalidInput, NotFound
from agent.ports import Presentation, PresentationExchange, VerifierAgent
from agent.protocol import RevRegId
from verifier.domain.judgement import Evidence, Received, examine, judge
from verifier.domain.question import Question
from verifier.domain.verdict import Invalid, Reason, Valid, Verdict
from verifier.domain.verification import Decision, Outcome, Verification
from verifier.services.journal import Journal


class RevocationListSource(Protocol):
    """The ledger, as far as the judgement needs it."""

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> int:
        """Unix seconds of the last revocation list until `at`. Raises NotFound, LedgerUnavailable."""
        ...


class Judging:
    def __init__(self, agent: VerifierAgent, journal: Journal, ledger: RevocationListSource) -> None:
        self._agent = agent
        self._journal = journal
        self._ledger = ledger

    async def judge(self, asked: Verification, answered: PresentationExchange, received_at: datetime) -> None:
        """Decide on the answer that the agent holds. Raises what ledger and agent raise; it may then be tried again."""
        examined = examine(asked.question, _received(asked, answered, received_at))
        if isinstance(examined, Invalid):
            await self.decide_without(asked, examined.reason)
            return
        lists = await self._lists_in_force(asked.question, examined.registries)
        if set(lists) != examined.registries:  # no registry, no proof; the agent would break on it again and again
            await self.decide_without(asked, Reason.REVOCATION_NOT_PROVED)
            return
        verified = await self._agent.verify(answered.exchange_id)
        evidence = Evidence(verified.verified is True, lists)
        verdict = judge(asked.question, _received(asked, verified, received_at), evidence)
        await self._decide(asked, verdict, lists.values())

    async def decide_without(self, asked: Verification, reason: Reason) -> None:
        """INVALID for a reason for which nobody needs to be asked."""
        await self._journal.decided(asked, Decision(Outcome.INVALID, reason))

    async def _decide(self, asked: Verification, verdict: Verdict, lists: Iterable[int]) -> None:
        oldest = min((datetime.fromtimestamp(moment, UTC) for moment in lists), default=None)
        match verdict:
            case Valid(revealed, issued_under):
                decision = Decision(Outcome.VALID, None, tuple(sorted(issued_under)), oldest)
                await self._journal.decided(asked, decision, revealed)
            case Invalid(reason):
                await self._journal.decided(asked, Decision(Outcome.INVALID, reason, (), oldest))
            case _:
                assert_never(verdict)

    async def _lists_in_force(self, question: Question, registries: frozenset[RevRegId]) -> dict[RevRegId, int]:
        found: dict[RevRegId, int] = {}
        for rev_reg_id in sorted(registries):
            try:
                found[rev_reg_id] = await self._ledger.list_in_force(rev_reg_id, question.not_revoked_at)
            except (NotFound, InvalidInput):
                continue
        return found


def _received(asked: Verification, exchange: PresentationExchange, received_at: datetime) -> Received:
    presentation = exchange.presentation if exchange.presentation is not None else Presentation({})
    return Received(exchange.request, presentation, received_at, answered_before=asked.decision is not None)
