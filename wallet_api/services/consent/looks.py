"""A look at one item: decided anew each time, and written down with the decision before anything is handed out.

Decides: what is to be handed out is found whole first, so that no use is written down of which nothing could come; then
one transaction notes the proof, reads the patient's consents and denials, decides, and writes the use. A request that
is of nobody's consent is refused like one that the patient never granted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.errors import NotFound
from agent.service.database import Database
from wallet_api.domain.consent.asking import Asking, Item, Purpose, Sensitivity
from wallet_api.domain.consent.decision import Deny, Permit
from wallet_api.domain.consent.reason import NOT_PERMITTED
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import UseRecord
from wallet_api.services.consent.askers import Askers, NotPermitted, Proven
from wallet_api.services.consent.deciding import Deciding, asking_of
from wallet_api.services.consent.shelf import Content, Shelf

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
    deciding: Deciding
    askers: Askers
    shelf: Shelf

    async def look(self, proven: Proven, wanted: Wanted) -> Look:
        """Raises NotPermitted, and the agent's errors."""
        record = await self.deciding.consents.get(wanted.consent_id)
        if record is None:
            async with self.database.transaction() as transaction:
                await self.askers.admit(transaction, proven)
            raise NotPermitted(NOT_PERMITTED)
        asking = asking_of(proven, record, wanted.purpose, await self._item(record, wanted))
        content = await self._content(record, asking)
        async with self.database.transaction() as transaction:
            is_new = await self.askers.is_new(transaction, proven)
            decision = await self.deciding.decide(transaction, replace(asking, seen_before=not is_new))
            if isinstance(decision, Permit) and content is None:
                raise NotPermitted(NOT_PERMITTED)  # it became permitted just now: ask again
            await self.deciding.note(transaction, proven, record, asking, decision)
        if isinstance(decision, Deny) or content is None:
            raise NotPermitted(decision.told if isinstance(decision, Deny) else NOT_PERMITTED)
        return Look(content, decision)

    async def uses_of(self, wallet_id: str) -> Sequence[UseRecord]:
        """The newest first."""
        return await self.deciding.uses.of_wallet(wallet_id)

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
        if isinstance(await self.deciding.foresee(asking), Deny):
            return None
        return await self.shelf.content(record.wallet_id, asking.item.id)
