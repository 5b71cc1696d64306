"""Breaking the glass: a clinician asks by the code of an emergency card, a second person confirms, the clinician looks.

Decides: each of the three is decided by what stands at that moment (domain/consent/decision.py), in the transaction
that writes it down and tells the patient, refusals included. Whose card a code is of, an asker does not learn, nor
whether there is one: it is refused alike. A request that is sent again is the same one, for the same 24 hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.errors import Conflict, NotFound
from agent.service.clock import Clock
from agent.service.database import Transaction
from wallet_api.domain.allergies import Allergy, distinct
from wallet_api.domain.consent.asking import GLASS_STAYS_BROKEN, Purpose
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.emergency import Emergency, EmergencyCardRecord, EmergencyState, code_sha256, id_of
from wallet_api.services.consent.askers import NotPermitted, Proven
from wallet_api.services.consent.requests import RequestIdUsed
from wallet_api.services.emergency.cards import ReadAllergies
from wallet_api.services.emergency.deciding import Deciding, asking_of
from wallet_api.services.emergency.journal import Act, EmergencyJournal
from wallet_api.services.emergency.reasons import Reasons
from wallet_api.store.emergencies import EmergencyCardStore, EmergencyStore


class AlreadyConfirmed(Conflict):
    """Somebody else was the second person."""

    code = "already-confirmed"
    next_step = "Nothing is left to do."


@dataclass(frozen=True)
class Wish:
    request_id: str = field(repr=False)
    code: str = field(repr=False)
    """Or the link with it."""
    purpose: Purpose
    reason: str = field(repr=False)
    is_alone: bool


@dataclass(frozen=True)
class CardShown:
    emergency: Emergency
    allergies: Sequence[Allergy] = field(repr=False)


@dataclass(frozen=True)
class Breaking:
    deciding: Deciding
    cards: EmergencyCardStore
    emergencies: EmergencyStore
    allergies: ReadAllergies
    reasons: Reasons
    journal: EmergencyJournal
    clock: Clock

    async def ask(self, proven: Proven, wish: Wish) -> Emergency:
        """Raises NotPermitted, RequestIdUsed, KeyUnusable."""
        async with self.journal.refusals(proven.asker, Act.ASKED):
            emergency = await self._made(proven, wish, await self._card(proven, wish.code))
            if present := await self.emergencies.get(emergency.id):
                return await self._same(proven, present, emergency)
        glass = replace(emergency, is_alone=True).glass(wish.reason)  # a second person may come later
        asking = asking_of(proven, emergency, wish.purpose, glass)

        async def put(transaction: Transaction) -> None:
            if not await self.emergencies.add_new(transaction, emergency):
                raise RequestIdUsed("This request came twice at once.")

        await self.deciding.settle(proven, Act.ASKED, emergency, asking, put)
        return emergency

    async def confirm(self, proven: Proven, emergency_id: str) -> Emergency:
        """By a second person of the same organisation. Raises NotFound, NotPermitted, AlreadyConfirmed, KeyUnusable."""
        present = await self._find(proven, emergency_id, Act.CONFIRMED)
        if present.second is not None:
            return await self._confirmed(proven, present)
        glass = present.glass(await self.reasons.open(present), proven.asker)
        asking, emergency = asking_of(proven, present, Purpose.EMERGENCY, glass), replace(present, second=proven.asker)

        async def put(transaction: Transaction) -> None:
            if not await self.emergencies.confirm(transaction, emergency_id, proven.asker):
                raise AlreadyConfirmed("Somebody else confirmed it just now.")

        await self.deciding.settle(proven, Act.CONFIRMED, emergency, asking, put)
        return emergency

    async def look(self, proven: Proven, emergency_id: str) -> CardShown:
        """By who asked. Raises NotFound, NotPermitted, KeyUnusable, and the agent's errors."""
        emergency = await self._find(proven, emergency_id, Act.READ, is_own=True)
        glass = emergency.glass(await self.reasons.open(emergency))
        asking = asking_of(proven, emergency, Purpose.EMERGENCY, glass)
        is_open = await self.deciding.would_permit(emergency, asking)  # else the agent need not be asked
        found = await self.allergies(emergency.wallet_id) if is_open else None

        async def nothing(_: Transaction) -> None:
            if found is None:
                raise NotPermitted(NOT_PERMITTED)  # it became permitted just now: ask again

        kinds = await self.deciding.settle(proven, Act.READ, emergency, asking, nothing)
        return CardShown(emergency, distinct(each for each in found or () if each.kind in kinds))

    async def find(self, proven: Proven, emergency_id: str) -> tuple[Emergency, str]:
        """With its reason, for whoever of the organisation is to confirm it. Raises NotFound, NotPermitted."""
        async with self.journal.refusals(proven.asker, Act.ASKED):
            await self.deciding.admit(proven)
        emergency = await self._find(proven, emergency_id, Act.ASKED)
        return emergency, await self.reasons.open(emergency)

    async def of_asker(self, proven: Proven) -> Sequence[Emergency]:
        """Their own of the last 24 hours, and those of their organisation that wait. Raises NotPermitted."""
        async with self.journal.refusals(proven.asker, Act.ASKED):
            await self.deciding.admit(proven)
        now = self.clock()
        found = await self.emergencies.of_organisation(proven.asker.organisation, now - GLASS_STAYS_BROKEN)
        return [
            each for each in found if each.asker_id == proven.asker.id or each.state_at(now) is EmergencyState.WAITING
        ]

    async def _card(self, proven: Proven, code: str) -> EmergencyCardRecord:
        card = await self.cards.of_code(code_sha256(code))
        if card is None:
            await self.deciding.admit(proven)
            raise NotPermitted(NOT_PERMITTED)
        return card

    async def _made(self, proven: Proven, wish: Wish, card: EmergencyCardRecord) -> Emergency:
        emergency_id, asker = id_of(wish.request_id), proven.asker
        return Emergency(
            id=emergency_id, wallet_id=card.wallet_id, card_id=card.id, organisation=asker.organisation,
            asker_id=asker.id, asker=asker, second=None, is_alone=wish.is_alone,
            sealed_reason=await self.reasons.seal(card.wallet_id, emergency_id, wish.reason), created_at=self.clock(),
        )  # fmt: skip

    async def _same(self, proven: Proven, present: Emergency, asked: Emergency) -> Emergency:
        await self.deciding.admit(proven)
        if (present.asker_id, present.card_id) != (asked.asker_id, asked.card_id):
            raise RequestIdUsed("This id belongs to another request.")
        return present

    async def _confirmed(self, proven: Proven, present: Emergency) -> Emergency:
        """Sent again by the second person, it is the same."""
        async with self.journal.refusals(proven.asker, Act.CONFIRMED):
            await self.deciding.admit(proven)
            if present.second is None or present.second.id != proven.asker.id:
                raise AlreadyConfirmed("Somebody else confirmed it.")
        return present

    async def _find(self, proven: Proven, emergency_id: str, act: Act, *, is_own: bool = False) -> Emergency:
        """Of the asker's organisation, or their own. Raises NotFound."""
        async with self.journal.refusals(proven.asker, act):
            found = await self.emergencies.get(emergency_id)
            if found is None or found.organisation != proven.asker.organisation:
                raise NotFound("There is no such emergency at your organisation.")
            if is_own and found.asker_id != proven.asker.id:
                raise NotFound("There is no such emergency of yours.")
        return found
