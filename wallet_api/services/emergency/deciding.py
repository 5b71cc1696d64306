"""What is decided about a broken glass, written down and told to the patient, all in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.consent.asking import ON_CARD, Asking, BreakGlass, Item, Purpose, Sensitivity
from wallet_api.domain.consent.decision import Decision, Deny, Permit, decide
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.rules import DenialRecord
from wallet_api.domain.emergency import Emergency, EmergencyCardRecord
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.emergency.journal import Act, EmergencyJournal
from wallet_api.store.consent_rules import DenialStore
from wallet_api.store.emergencies import EmergencyCardStore
from wallet_api.store.wallets import WalletStore

Put = Callable[[Transaction], Awaitable[None]]


@dataclass(frozen=True)
class Deciding:
    database: Database
    cards: EmergencyCardStore
    denials: DenialStore
    wallets: WalletStore
    askers: Askers
    journal: EmergencyJournal
    clock: Clock

    async def admit(self, proven: Proven) -> None:
        """To whatever opens nothing. Raises NotPermitted."""
        async with self.database.transaction() as transaction:
            await self.askers.admit(transaction, proven)

    async def would_permit(self, emergency: Emergency, asking: Asking) -> bool:
        cards = await self.cards.of_wallet(emergency.wallet_id)
        denials = await self.denials.of_wallet(emergency.wallet_id)
        return bool(_permitted(self._decided(emergency, cards, denials, asking)))

    async def settle(self, proven: Proven, act: Act, emergency: Emergency, asking: Asking, put: Put) -> Sequence[str]:
        """Decide, do it, write it down and tell the patient; the kinds that are permitted. Raises NotPermitted."""
        wallet_id = emergency.wallet_id
        async with self.database.transaction() as transaction:
            is_new = await self.askers.is_new(transaction, proven)
            if not await self.wallets.is_ready(transaction, wallet_id):
                raise NotPermitted(NOT_PERMITTED)
            cards = await self.cards.all_in(transaction, wallet_id)
            denials = await self.denials.all_in(transaction, wallet_id)
            decided = self._decided(emergency, cards, denials, replace(asking, seen_before=not is_new))
            if kinds := _permitted(decided):
                await put(transaction)
                await self.journal.done(transaction, act, emergency, asking, kinds if act is Act.READ else ())
            else:
                denied = next(each for each in decided.values() if isinstance(each, Deny))
                await self.journal.refused(transaction, act, emergency, asking, denied.reason)
        if not kinds:
            raise NotPermitted(denied.told)
        return kinds

    def _decided(
        self,
        emergency: Emergency,
        cards: Sequence[EmergencyCardRecord],
        denials: Sequence[DenialRecord],
        asking: Asking,
    ) -> Mapping[str, Decision]:
        """Of each kind that can be on the card; the card that the glass was broken of counts, and no later one."""
        same, now = [each.as_card() for each in cards if each.id == emergency.card_id], self.clock()
        refused = [each.as_denial() for each in denials]
        return {
            kind: decide(same, refused, replace(asking, item=Item(kind, kind, Sensitivity.NORMAL)), now)
            for kind in sorted(ON_CARD)
        }


def _permitted(decided: Mapping[str, Decision]) -> Sequence[str]:
    return [kind for kind, each in decided.items() if isinstance(each, Permit)]


def asking_of(proven: Proven, emergency: Emergency, purpose: Purpose, glass: BreakGlass) -> Asking:
    """By who broke the glass, also where a second person signs: then it is that person whose proof has to hold."""
    who = proven.asker if proven.asker.id == emergency.asker_id else emergency.asker
    asker, any_item = who.as_asker(proven.standing), Item("", "", Sensitivity.NORMAL)
    return Asking(asker, emergency.wallet_id, purpose, any_item, proven.proof.at, seen_before=False, glass=glass)
