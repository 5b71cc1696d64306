"""Keeps what a VALID answer showed where its template says so: sealed, for its time, for the clinic's own system.

It is written in the transaction of the verdict, and gone when that system has erased it or its time is over. Each
reading is an act of the history. Without a key nothing is kept, and no template that keeps can be asked by.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import NotFound, Problem
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.logging import get_logger
from verifier.domain.act import ActKind
from verifier.domain.verification import Verification
from verifier.services.answer_seal import AnswerSeal, SealBroken
from verifier.services.audited import Audited
from verifier.services.screen import Revealed
from verifier.store.kept_answers import KeptAnswerStore, SealedAnswer

log = get_logger(__name__)


class NoAnswerKept(NotFound):
    """Nothing was ever kept of this verification."""

    code = "no-answer-kept"
    next_step = "Ask by a template that keeps the answer; only one that is VALID is kept."


class AnswerGone(Problem):
    """It was kept, and is not any more."""

    code = "answer-gone"
    status = HTTPStatus.GONE
    next_step = "Ask the patient again if it is still needed."


@dataclass(frozen=True)
class KeptAnswer:
    revealed: Revealed
    until: datetime


class KeptAnswers:
    def __init__(
        self,
        database: Database,
        store: KeptAnswerStore,
        seal: AnswerSeal | None,
        *,
        acts: Acts,
        audited: Audited,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._store = store
        self._seal = seal
        self._acts = acts
        self._audited = audited
        self._clock = clock

    async def keep(self, transaction: Transaction, asked: Verification, revealed: Revealed, at: datetime) -> None:
        """What a VALID answer showed, if it was asked to be kept."""
        if not asked.question.keep_for_s:
            return
        if self._seal is None:  # it was there when the patient was asked
            log.error("answer.not_kept", verification_id=asked.id)
            return
        sealed = SealedAnswer(self._seal.seal(asked.id, revealed), at + timedelta(seconds=asked.question.keep_for_s))
        await self._store.add(transaction, asked.id, sealed)

    async def read(self, asked: Verification, by: Actor) -> KeptAnswer:
        """Raises NoAnswerKept, AnswerGone, SealBroken."""
        refusals = self._acts.refusals(by, ActKind.ANSWER_READ, asked.id)
        async with refusals, self._database.transaction() as transaction:
            found = await self._store.find(transaction, asked.id, self._clock())
            if found is None:
                raise self._missing(asked)
            answer = KeptAnswer(self._opened(asked.id, found.sealed), found.expires_at)
            await self._acts.note(transaction, by, ActKind.ANSWER_READ, asked.id)
        return answer

    async def erase(self, asked: Verification, by: Actor) -> None:
        """Before its time is over, since the clinic's own system has it. Raises NoAnswerKept, AnswerGone."""
        refusals = self._acts.refusals(by, ActKind.ANSWER_ERASED, asked.id)
        async with refusals, self._database.transaction() as transaction:
            if not await self._store.erase(transaction, asked.id):
                raise self._missing(asked)
            await self._acts.note(transaction, by, ActKind.ANSWER_ERASED, asked.id)

    async def purge(self) -> None:
        """Erase those whose time is over."""
        async with self._database.transaction() as transaction:
            await self._audited.ran_out(transaction, await self._store.purge(transaction, self._clock()))

    def _opened(self, verification_id: str, sealed: str) -> Revealed:
        if self._seal is None:
            raise SealBroken("The answer cannot be opened.")
        return self._seal.open(verification_id, sealed)

    def _missing(self, asked: Verification) -> Problem:
        if asked.kept_until is None:
            return NoAnswerKept("No answer is kept of this verification.")
        return AnswerGone("The answer was erased, as was asked for or because its time is over.")
