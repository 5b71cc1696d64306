"""Writes down what becomes of verifications: each step together with its event, which carries ids and states only.

What was shown is kept with the verdict only where the template says so (kept_answers.py), and the role of one of our
own people who was asked to show it (role_proofs.py).
"""

from datetime import timedelta

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.ports import CreatedInvitation
from agent.protocol import ExchangeId
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction
from agent.service.links import Links, ShortLink
from agent.service.logging import declare_fields, get_logger
from agent.service.outbox import Outbox
from verifier.domain.act import ActKind
from verifier.domain.question import Question
from verifier.domain.verification import Decision, Delivery, Outcome, State, Verification
from verifier.services.audited import Audited
from verifier.services.kept_answers import KeptAnswers
from verifier.services.receipts import Receipts
from verifier.services.role_proofs import RoleProofs
from verifier.services.screen import Screen, Sight
from verifier.store.verifications import VerificationStore

EVENT = "verification.changed"
declare_fields("verification_id", "verdict", "reason")
log = get_logger(__name__)


def stream_of(verification_id: str) -> str:
    return f"verification:{verification_id}"


class Journal:
    def __init__(
        self,
        database: Database,
        store: VerificationStore,
        outbox: Outbox,
        links: Links,
        screen: Screen,
        *,
        acts: Acts,
        audited: Audited,
        answers: KeptAnswers,
        receipts: Receipts,
        roles: RoleProofs,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._store = store
        self._outbox = outbox
        self._links = links
        self._screen = screen
        self._acts = acts
        self._audited = audited
        self._answers = answers
        self._receipts = receipts
        self._roles = roles
        self.clock = clock

    async def draft(
        self, verification_id: str, question: Question, by: Actor, delivery: Delivery = Delivery.CONNECTION
    ) -> Verification:
        made = Verification(verification_id, State.DRAFT, question, question.asked_at, question.answer_by, delivery)
        async with self._database.transaction() as transaction:
            await self._store.add(transaction, made)
            asked = {"template": f"{question.template_id} {question.template_version}", "purpose": question.purpose}
            await self._acts.note(transaction, by, ActKind.ASKED, made.id, asked)
            self._tell(transaction, verification_id, State.DRAFT)
        return made

    async def waiting(self, asked: Verification, invited: CreatedInvitation) -> ShortLink:
        async with self._database.transaction() as transaction:
            link = await self._links.create(transaction, asked.id, invited.invitation, asked.expires_at)
            records = {"invitation_id": invited.invitation_id, "exchange_id": invited.exchange_id}
            if await self._store.move(transaction, asked.id, State.WAITING, **records):
                self._tell(transaction, asked.id, State.WAITING)
        return link

    async def scanned(self, verification_id: str, sent: ExchangeId) -> None:
        """A wallet has come, and the request was sent to it."""
        async with self._database.transaction() as transaction:
            if await self._store.move(transaction, verification_id, State.SCANNED, exchange_id=sent):
                self._tell(transaction, verification_id, State.SCANNED)

    async def answered(self, verification_id: str) -> None:
        async with self._database.transaction() as transaction:
            if await self._store.move(transaction, verification_id, State.ANSWERED, answered_at=self.clock()):
                await self._audited.answered(transaction, verification_id)
                self._tell(transaction, verification_id, State.ANSWERED)

    async def decided(self, asked: Verification, decision: Decision, sight: Sight | None = None) -> bool:
        """The one verdict; False if there was one already, and then nothing changes."""
        async with self._database.transaction() as transaction:
            at = self.clock()
            if not await self._store.decide(transaction, asked.id, decision, at):
                return False
            await self._audited.decided(transaction, asked.id, decision)
            await self._receipts.give(transaction, asked.id)
            await self._links.forget(transaction, asked.id)
            if decision.outcome is Outcome.VALID and sight is not None and sight.revealed is not None:
                await self._answers.keep(transaction, asked, sight.revealed, at)
            await self._roles.decided(transaction, asked, decision, sight, at)
            if sight is not None:
                self._screen.show(asked.id, sight)  # before the event goes out, so that who hears of it sees it
            self._tell(transaction, asked.id, State.DECIDED, verdict=decision.outcome, reason=decision.reason)
        log.info(
            "verification.decided",
            verification_id=asked.id,
            verdict=decision.outcome,
            reason=decision.reason,
            duration_ms=round((at - (asked.answered_at or asked.created_at)) / timedelta(milliseconds=1)),
        )
        return True

    async def forgotten(self, verification_id: str) -> None:
        async with self._database.transaction() as transaction:
            await self._store.note_forgotten(transaction, verification_id, self.clock())

    def _tell(self, transaction: Transaction, verification_id: str, state: State, **more: str | None) -> None:
        data = {"verification_id": verification_id, "state": state.value, **more}
        self._outbox.append(transaction, stream_of(verification_id), EVENT, data)
