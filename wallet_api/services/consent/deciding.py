"""A decision in the transaction of what is decided: from the rows of that moment, and written down with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.service.clock import Clock
from agent.service.database import Transaction
from wallet_api.domain.consent.asking import Asking, Item, Purpose
from wallet_api.domain.consent.decision import Decision, Deny, Permit, decide
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import DenialRecord, UseRecord
from wallet_api.services.consent.askers import NotPermitted, Proven
from wallet_api.services.consent.journal import Journal
from wallet_api.store.consent_rules import DenialStore, UseStore
from wallet_api.store.consents import ConsentStore
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore


@dataclass(frozen=True)
class Deciding:
    consents: ConsentStore
    denials: DenialStore
    uses: UseStore
    wallets: WalletStore
    journal: Journal
    clock: Clock

    async def foresee(self, asking: Asking) -> Decision:
        """What it would be now; nothing rests on it."""
        consents = [*reversed(await self.consents.every(asking.patient))]
        return self._decided(consents, await self.denials.of_wallet(asking.patient), asking)

    async def decide(self, transaction: Transaction, asking: Asking) -> Decision:
        """Raises NotPermitted where the wallet is being ended."""
        if not await self.wallets.is_ready(transaction, asking.patient):
            raise NotPermitted(NOT_PERMITTED)
        consents = await self.consents.all_in(transaction, asking.patient)
        return self._decided(consents, await self.denials.all_in(transaction, asking.patient), asking)

    async def note(
        self, transaction: Transaction, proven: Proven, record: ConsentRecord, asking: Asking, decision: Decision
    ) -> None:
        """`record`: the consent that the asker named."""
        permit = decision if isinstance(decision, Permit) else None
        use = UseRecord(
            id=new_id(), wallet_id=record.wallet_id, consent_id=permit.consent_id if permit else record.id,
            asker=proven.asker, purpose=asking.purpose, item_id=asking.item.id,
            item_kind=asking.item.kind, is_permitted=permit is not None,
            reason=decision.reason if isinstance(decision, Deny) else None, created_at=self.clock(),
            action=asking.action,
        )  # fmt: skip
        await self.uses.add(transaction, use)
        await self.journal.used(transaction, use)

    def _decided(self, consents: Sequence[ConsentRecord], denials: Sequence[DenialRecord], asking: Asking) -> Decision:
        return decide(
            [each.as_consent() for each in consents], [each.as_denial() for each in denials], asking, self.clock()
        )


def asking_of(proven: Proven, record: ConsentRecord, purpose: Purpose, item: Item) -> Asking:
    """To look at the item, in the wallet of this consent."""
    asker = proven.asker.as_asker(proven.standing)
    return Asking(asker, record.wallet_id, purpose, item, proven.proof.at, seen_before=False)
