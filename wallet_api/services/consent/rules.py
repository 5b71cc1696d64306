"""Standing denials, and templates such as "my blood tests with Dr X for 30 days"."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import Conflict, NotFound
from agent.service.clock import Clock
from agent.service.database import Database
from wallet_api.domain.consent.ask import Ask, requested
from wallet_api.domain.consent.asking import Action
from wallet_api.domain.consent.life import Terms
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import DenialRecord, TemplateRecord
from wallet_api.services.consent.answers import Answers, Given
from wallet_api.services.consent.journal import Journal
from wallet_api.store.consent_rules import DenialStore, TemplateStore
from wallet_api.store.rows import new_id

MOST_RULES = 100


class TooManyRules(Conflict):
    """A wallet keeps as many as it may."""

    code = "too-many-rules"
    next_step = "Delete one that is of no more use."


class NotToKeep(Conflict):
    """Nobody puts something in without asking."""

    code = "not-to-keep"
    next_step = "Wait for them to ask again."


@dataclass(frozen=True)
class ConsentRules:
    database: Database
    denial_store: DenialStore
    template_store: TemplateStore
    answers: Answers
    journal: Journal
    clock: Clock

    async def denials(self, wallet_id: str) -> Sequence[DenialRecord]:
        """The newest first."""
        return await self.denial_store.of_wallet(wallet_id)

    async def deny(self, denial: DenialRecord) -> DenialRecord:
        """It holds from now on, against every grant. Raises TooManyRules."""
        async with self.database.transaction() as transaction:
            if await self.denial_store.count(transaction, denial.wallet_id) >= MOST_RULES:
                raise TooManyRules(f"There are {MOST_RULES} rules already.")
            await self.denial_store.add(transaction, denial)
            await self.journal.ruled(transaction, denial.wallet_id, "denial-made", denial.id)
        return denial

    async def end_denial(self, wallet_id: str, denial_id: str) -> None:
        """Raises NotFound."""
        async with self.database.transaction() as transaction:
            if not await self.denial_store.remove(transaction, wallet_id, denial_id):
                raise NotFound("There is no such rule.")
            await self.journal.ruled(transaction, wallet_id, "denial-ended", denial_id)

    async def templates(self, wallet_id: str) -> Sequence[TemplateRecord]:
        """The newest first."""
        return await self.template_store.of_wallet(wallet_id)

    async def keep(self, wallet_id: str, consent_id: str, days: int | None) -> TemplateRecord:
        """A template of what this consent was about. Raises NotFound, TooManyRules, NotToKeep."""
        record = await self.answers.find(wallet_id, consent_id)
        if record.action is Action.COLLECT:
            raise NotToKeep("A template is for what you share.")
        template = TemplateRecord(
            new_id(), wallet_id, record.asker, record.recipient, record.purpose, record.kinds, days, self.clock()
        )
        async with self.database.transaction() as transaction:
            if await self.template_store.count(transaction, wallet_id) >= MOST_RULES:
                raise TooManyRules(f"There are {MOST_RULES} templates already.")
            await self.template_store.add(transaction, template)
            await self.journal.ruled(transaction, wallet_id, "template-made", template.id)
        return template

    async def end_template(self, wallet_id: str, template_id: str) -> None:
        """What was shared by it stays shared. Raises NotFound."""
        async with self.database.transaction() as transaction:
            if not await self.template_store.remove(transaction, wallet_id, template_id):
                raise NotFound("There is no such template.")
            await self.journal.ruled(transaction, wallet_id, "template-ended", template_id)

    async def share(self, given: Given, template_id: str, item_ids: Sequence[str] | None) -> ConsentRecord:
        """A new consent by the template, of these items or of all there are. Raises NotFound, and as Answers.grant."""
        template = await self.template_store.find(given.wallet_id, template_id)
        if template is None:
            raise NotFound("There is no such template.")
        asked = requested(self._unasked(template), given.wallet_id, self.clock())
        offered = [each.item.id for each in await self.answers.offered(asked)] if item_ids is None else item_ids
        return await self.answers.begin(given, asked, Terms(tuple(offered), template.days))

    def _unasked(self, template: TemplateRecord) -> Ask:
        asker, now = template.asker, self.clock()
        return Ask(
            id=new_id(), asker_id=asker.id, asker=asker,
            recipient=template.recipient, purpose=template.purpose, kinds=template.kinds, asked_days=template.days,
            sealed_note=None, created_at=now, link_until=now,
        )  # fmt: skip
