"""Judges an answer: gathers what the pure judgement needs from the ledger and the agent, and writes the verdict down.

The revocation lists are read before the agent verifies, and once more where verifying took longer than the question
lets our reading be old. In an outage the last reading counts as long as the question lets it (docs/adr/0013); past that
the ledger is waited for, until the time to decide is over. `verified` and the presentation are taken from one and the
same answer of the agent, because a wallet may send another presentation at any time.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Protocol, assert_never

from agent.errors import InvalidInput, NotFound, Problem
from agent.ports import Presentation, PresentationExchange, VerifierAgent
from agent.protocol import Did, RevRegId
from verifier.domain.evidence import Evidence, ListInForce, Received
from verifier.domain.judgement import examine, judge
from verifier.domain.question import Question
from verifier.domain.registry import Registry
from verifier.domain.verdict import Invalid, Reason, Undecided, Valid, Verdict
from verifier.domain.verification import Decision, Outcome, Verification
from verifier.services.journal import Journal
from verifier.services.screen import Sight

ReadRegistry = Callable[[], Awaitable[Registry]]
"""The trust registry in force; raises TrustRegistryBroken."""


class LedgerSource(Protocol):
    """The ledger, as far as the judgement needs it."""

    async def list_in_force(self, rev_reg_id: RevRegId, at: int) -> ListInForce:
        """The last revocation list until `at`; of an earlier reading if the ledger is away.

        Raises NotFound, InvalidInput; LedgerUnavailable if there is no earlier reading.
        """
        ...

    async def is_registered(self, did: Did) -> bool: ...


class ListsTooOld(Problem):
    """The ledger is away, and our last reading of it older than the template lets it be."""

    code = "revocation-lists-too-old"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Wait until the ledger is back."


@dataclass(frozen=True)
class ListsRead:
    """Per registry its list in force."""

    in_force: Mapping[RevRegId, ListInForce]
    began_at: datetime

    @property
    def oldest(self) -> datetime | None:
        return min((datetime.fromtimestamp(found.list_at, UTC) for found in self.in_force.values()), default=None)

    @property
    def read_at(self) -> datetime:
        """Of the oldest reading."""
        return min((found.read_at for found in self.in_force.values()), default=self.began_at)


class Judging:
    def __init__(self, agent: VerifierAgent, journal: Journal, ledger: LedgerSource, registry: ReadRegistry) -> None:
        self._agent = agent
        self._journal = journal
        self._ledger = ledger
        self._registry = registry

    async def judge(self, asked: Verification, answered: PresentationExchange, received_at: datetime) -> None:
        """Decide on the answer that the agent holds.

        Raises what ledger, agent and registry raise; it may then be tried again.
        """
        question = asked.question
        examined = examine(question, _received(asked, answered, received_at))
        if isinstance(examined, Invalid):
            await self.decide_without(asked, await self._naming_whom_the_ledger_knows(examined))
            return
        lists = await self._lists_in_force(question, examined.registries)
        if set(lists.in_force) != examined.registries:  # no registry, no proof; the agent would break on it each time
            await self.decide_without(asked, Invalid(Reason.REVOCATION_NOT_PROVED))
            return
        self._require_young(asked, lists)
        verified = await self._agent.verify(answered.exchange_id)
        if self._is_old(question, lists):
            lists = await self._lists_in_force(question, examined.registries)
            self._require_young(asked, lists)
        evidence = Evidence(
            proof_holds=verified.verified is True,
            list_in_force={rev_reg_id: found.list_at for rev_reg_id, found in lists.in_force.items()},
            read_at=lists.read_at,
            trusted=(await self._registry()).trusted,
            judged_at=self._journal.clock(),
        )
        verdict = judge(question, _received(asked, verified, received_at), evidence)
        if isinstance(verdict, Invalid):
            verdict = await self._naming_whom_the_ledger_knows(verdict)
        await self._decide(asked, verdict, lists)

    async def decide_without(self, asked: Verification, verdict: Invalid | Undecided) -> None:
        """A verdict for which nobody needs to be asked."""
        await self._decide(asked, verdict)

    def _require_young(self, asked: Verification, lists: ListsRead) -> None:
        """Raises ListsTooOld while the ledger may still come back in time."""
        if self._is_old(asked.question, lists) and self._journal.clock() <= asked.decide_by:
            raise ListsTooOld("The ledger is away, and the last reading of its revocation lists is too old.")

    def _is_old(self, question: Question, lists: ListsRead) -> bool:
        return self._journal.clock() - lists.read_at > timedelta(seconds=question.revocation_max_age_s)

    async def _naming_whom_the_ledger_knows(self, verdict: Invalid) -> Invalid:
        """An issuer is the wallet's word until the proof holds: no text of its choice gets onto the screen by it."""
        try:
            if verdict.issuer is None or await self._ledger.is_registered(verdict.issuer):
                return verdict
        except Problem:
            pass
        return replace(verdict, issuer=None)

    async def _decide(self, asked: Verification, verdict: Verdict, lists: ListsRead | None = None) -> None:
        lists_at, read_at = (lists.oldest, lists.read_at) if lists else (None, None)
        match verdict:
            case Valid(revealed, issued_under):
                decision = Decision(Outcome.VALID, None, tuple(sorted(issued_under)), lists_at, None, read_at)
                await self._journal.decided(asked, decision, Sight(revealed=revealed))
            case Invalid(reason, issuer, copies_needed):
                decision = Decision(Outcome.INVALID, reason, (), lists_at, issuer, read_at)
                sight = Sight(copies_needed=copies_needed) if copies_needed else None
                await self._journal.decided(asked, decision, sight)
            case Undecided(reason):
                await self._journal.decided(asked, Decision(Outcome.UNDECIDED, reason, (), lists_at, None, read_at))
            case _:
                assert_never(verdict)

    async def _lists_in_force(self, question: Question, registries: frozenset[RevRegId]) -> ListsRead:
        began_at, found = self._journal.clock(), dict[RevRegId, ListInForce]()
        for rev_reg_id in sorted(registries):
            try:
                found[rev_reg_id] = await self._ledger.list_in_force(rev_reg_id, question.not_revoked_at)
            except (NotFound, InvalidInput):
                continue
        return ListsRead(found, began_at)


def _received(asked: Verification, exchange: PresentationExchange, received_at: datetime) -> Received:
    presentation = exchange.presentation if exchange.presentation is not None else Presentation({})
    return Received(exchange.request, presentation, received_at, answered_before=asked.decision is not None)
