"""A look at one item: decided anew each time, and written down with the decision before anything is handed out.

Decides: what is to be handed out is found whole first, so that no use is written down of which nothing could come; then
one transaction notes the proof, reads the patient's consents and denials, decides, and writes the use. A request that
is of nobody's consent is refused like one that the patient never granted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.errors import NotFound
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.consent.asking import Asker, Asking, Item, Purpose, Sensitivity
from wallet_api.domain.consent.decision import Decision, Deny, Permit, decide
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import DenialRecord, UseRecord
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.consent.journal import Journal
from wallet_api.services.consent.shelf import Content, Shelf
from wallet_api.store.consent_rules import DenialStore, UseStore
from wallet_api.store.consents import ConsentStore
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore

UNKNOWN_KIND = "unknown"


@dataclass(frozen=True)
class Wanted:
    consent_id: str
    handle: str
    """What the asker calls the item (record.handle_of)."""
    purpose: Purpose


@dataclass(frozen=True)
class Look:
    content: Content
    permit: Permit


@dataclass(frozen=True)
class Looks:
    database: Database
    consents: ConsentStore
    denials: DenialStore
    uses: UseStore
    wallets: WalletStore
    askers: Askers
    shelf: Shelf
    journal: Journal
    clock: Clock

    async def look(self, proven: Proven, wanted: Wanted) -> Look:
        """Raises NotPermitted, and the agent's errors."""
        record = await self.consents.get(wanted.consent_id)
        if record is None:
            async with self.database.transaction() as transaction:
                await self.askers.admit(transaction, proven)
            raise NotPermitted(NOT_PERMITTED)
        asking = _asking(proven, record, wanted, await self._item(record, wanted))
        content = await self._content(record, asking)
        async with self.database.transaction() as transaction:
            is_new = await self.askers.is_new(transaction, proven)
            decision = await self._decide(transaction, record.wallet_id, replace(asking, seen_before=not is_new))
            if isinstance(decision, Permit) and content is None:
                raise NotPermitted(NOT_PERMITTED)  # it became permitted just now: ask again
            await self._note(transaction, proven, record, asking, decision)
        if isinstance(decision, Deny) or content is None:
            raise NotPermitted(decision.told if isinstance(decision, Deny) else NOT_PERMITTED)
        return Look(content, decision)

    async def uses_of(self, wallet_id: str) -> Sequence[UseRecord]:
        """The newest first."""
        return await self.uses.of_wallet(wallet_id)

    async def _item(self, record: ConsentRecord, wanted: Wanted) -> Item:
        """As it is now; something unknown where it is gone, or never was in this consent."""
        granted = record.item_of(wanted.handle)
        if granted is not None:
            try:
                for each in await self.shelf.items(record.wallet_id, [granted.kind]):
                    if each.item.id == granted.id:
                        return each.item
            except NotFound:  # the wallet is being ended
                pass
        return Item(wanted.handle, UNKNOWN_KIND, Sensitivity.NORMAL)

    async def _content(self, record: ConsentRecord, asking: Asking) -> Content | None:
        """None unless it would be permitted now."""
        consents = [*reversed(await self.consents.every(record.wallet_id))]
        denials = await self.denials.of_wallet(record.wallet_id)
        if isinstance(_decided(consents, denials, asking, self), Deny):
            return None
        return await self.shelf.content(record.wallet_id, asking.item.id)

    async def _decide(self, transaction: Transaction, wallet_id: str, asking: Asking) -> Decision:
        if not await self.wallets.is_ready(transaction, wallet_id):
            raise NotPermitted(NOT_PERMITTED)
        consents = await self.consents.all_in(transaction, wallet_id)
        return _decided(consents, await self.denials.all_in(transaction, wallet_id), asking, self)

    async def _note(
        self, transaction: Transaction, proven: Proven, record: ConsentRecord, asking: Asking, decision: Decision
    ) -> None:
        permit = decision if isinstance(decision, Permit) else None
        use = UseRecord(
            id=new_id(), wallet_id=record.wallet_id, consent_id=permit.consent_id if permit else record.id,
            asker=proven.asker, purpose=asking.purpose, item_id=asking.item.id, item_kind=asking.item.kind,
            is_permitted=permit is not None, reason=decision.reason if isinstance(decision, Deny) else None,
            created_at=self.clock(),
        )  # fmt: skip
        await self.uses.add(transaction, use)
        await self.journal.used(transaction, use)


def _decided(
    consents: Sequence[ConsentRecord], denials: Sequence[DenialRecord], asking: Asking, looks: Looks
) -> Decision:
    return decide(
        [each.as_consent() for each in consents], [each.as_denial() for each in denials], asking, looks.clock()
    )


def _asking(proven: Proven, record: ConsentRecord, wanted: Wanted, item: Item) -> Asking:
    who = proven.asker
    asker = Asker(who.person, who.organisation, who.role, proven.standing, who.shown)
    return Asking(asker, record.wallet_id, wanted.purpose, item, proven.proof.at, seen_before=False)
