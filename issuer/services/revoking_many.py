"""Revokes many credentials by one order: those named, or all of a lot.

The order and what it does to each offer are written in one transaction; then each registry is published once, with
all that is to be revoked in it (issuer.services.revocation). What is not issued yet is withdrawn, so that nothing of
a recalled lot goes out later, and of the lot none is offered any more (issuer.services.recalls).

Who offers and who recalls each write first and look afterwards, so that one of them sees the other: an offer that was
written while the order was is taken back too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import InvalidInput, NotFound
from agent.service.database import Transaction
from agent.service.logging import get_logger
from issuer.domain.act import ActKind
from issuer.domain.offer import Offer
from issuer.domain.offer_search import as_issued
from issuer.domain.revocation_order import OrderProgress, RevocationOrder, Treatment, treatment
from issuer.revocation_store import RevocationStore
from issuer.services.offer_journal import OfferJournal

log = get_logger(__name__)


@dataclass(frozen=True)
class RevokingMany:
    journal: OfferJournal
    acts: Acts
    orders: RevocationStore
    look_at: Callable[[str], None]

    async def of_offers(self, offer_ids: Iterable[str]) -> RevocationOrder:
        """An order that is not given yet."""
        wanted = list(dict.fromkeys(offer_ids))
        found = {each.offer_id: each for each in await self.journal.store.every(wanted)}
        treatments = {offer_id: treatment(found.get(offer_id)) for offer_id in wanted}
        return RevocationOrder(str(uuid4()), self.journal.clock(), treatments)

    async def of_lot(self, credential_type: str, lot_number: str) -> RevocationOrder:
        """An order that is not given yet. Raises InvalidInput."""
        lot = as_issued(lot_number)
        if lot is None:
            raise InvalidInput("This cannot be a lot number.")
        found = await self.journal.store.of_lot(credential_type, lot)
        treatments = {each.offer_id: treatment(each) for each in found}
        return RevocationOrder(str(uuid4()), self.journal.clock(), treatments, credential_type, lot)

    async def give(self, order: RevocationOrder, by: Actor) -> OrderProgress:
        """Write the order down and begin; the rounds complete it."""
        for offer_id, why in order.refusals.items():
            await self.acts.refused(by, ActKind.REVOKED, offer_id, why.value)
        async with self.journal.database.transaction() as transaction:
            await self.orders.add(transaction, order)
            if order.lot_number is not None:
                await self.acts.note(transaction, by, ActKind.RECALLED, order.revocation_id)
            await self._take_back(transaction, order, by)
        order = await self._with_late(order, by)
        log.info("revocation.ordered", record_id=order.revocation_id, count=len(order.named))
        for offer_id in _worth_a_look(await self.journal.store.every(order.named), order):
            self.look_at(offer_id)
        return await self.progress(order.revocation_id)

    async def progress(self, revocation_id: str) -> OrderProgress:
        """Raises NotFound."""
        found = await self.orders.progress(revocation_id)
        if found is None:
            raise NotFound("There is no revocation of this id.")
        return found

    async def _with_late(self, order: RevocationOrder, by: Actor) -> RevocationOrder:
        """The order with what else of its lot was written before anybody could see it, taken back as well."""
        if order.credential_type is None or order.lot_number is None:
            return order
        found = await self.of_lot(order.credential_type, order.lot_number)
        treatments = {each: found.treatments[each] for each in found.named if each not in order.treatments}
        if not treatments:
            return order
        late = replace(order, treatments=treatments)
        async with self.journal.database.transaction() as transaction:
            await self.orders.add_offers(transaction, late)
            await self._take_back(transaction, late, by)
        return replace(order, treatments={**order.treatments, **treatments})

    async def _take_back(self, transaction: Transaction, order: RevocationOrder, by: Actor) -> None:
        for offer_id in order.named:
            if await self.journal.take_back_within(transaction, offer_id):
                is_out = order.treatments[offer_id] is Treatment.REVOKE
                await self.acts.note(transaction, by, ActKind.REVOKED if is_out else ActKind.WITHDRAWN, offer_id)


def _worth_a_look(offers: Sequence[Offer], order: RevocationOrder) -> list[str]:
    """One offer of each registry takes all others of it along; each withdrawn one is looked at by itself."""
    of_registry = {each.rev_reg_id: each.offer_id for each in offers if each.rev_reg_id is not None}
    withdrawn = [each.offer_id for each in offers if order.treatments[each.offer_id] is Treatment.WITHDRAW]
    return [*of_registry.values(), *withdrawn]
