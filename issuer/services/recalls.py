"""Keeps a recalled lot from being offered again, until somebody lifts the recall.

The lot is let go, whichever of its orders is named: two orders of one lot are one recall.
"""

from dataclasses import dataclass
from http import HTTPStatus

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import Conflict, NotFound, Problem
from agent.service.database import Database
from issuer.domain.act import ActKind
from issuer.revocation_store import RevocationStore


class LotRecalled(Problem):
    """Cards of this lot were called back, and no further ones are made."""

    code = "lot-recalled"
    status = HTTPStatus.CONFLICT
    next_step = "Check the lot number; if the recall was a mistake or is over, lift it and offer the card again."


@dataclass(frozen=True)
class Recalls:
    database: Database
    orders: RevocationStore
    acts: Acts

    async def check(self, credential_type: str, lot_number: str | None) -> None:
        """Raises LotRecalled; a card without a lot is never recalled by one."""
        if lot_number and await self.orders.is_recalled(credential_type, lot_number):
            raise LotRecalled("This lot was recalled, so no card of it is offered.")

    async def lift(self, revocation_id: str, by: Actor) -> None:
        """Let the lot go; harmless to repeat. Raises NotFound, and Conflict for an order that names no lot."""
        async with self.acts.refusals(by, ActKind.RECALL_LIFTED, revocation_id):
            await self._lift(revocation_id, by)

    async def _lift(self, revocation_id: str, by: Actor) -> None:
        order = await self.orders.progress(revocation_id)
        if order is None:
            raise NotFound("There is no revocation of this id.")
        if order.credential_type is None or order.lot_number is None:
            raise Conflict("Only the recall of a lot can be lifted.", next_step="Offer each patient a new card.")
        async with self.database.transaction() as transaction:
            lot = (order.credential_type, order.lot_number)
            for lifted in await self.orders.lift(transaction, *lot, self.acts.clock()):
                await self.acts.note(transaction, by, ActKind.RECALL_LIFTED, lifted)
