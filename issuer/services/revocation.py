"""Revokes a credential that was issued: written down first, then published, then seen on the ledger.

One publisher for each registry (docs/adr/0003). A crash in between leaves the offer in `revoking`, which every round
takes up again; the agent's port asks the ledger before and after.
"""

import asyncio
from dataclasses import dataclass, field

from agent.errors import Conflict, NotFound, Problem
from agent.ports import IssuerAgent
from agent.service.logging import get_logger
from issuer.domain.act import ActKind, Actor
from issuer.domain.offer import REVOCABLE, Offer, OfferState
from issuer.services.acts import Acts
from issuer.services.locks import NamedLocks
from issuer.services.offer_journal import OfferJournal
from issuer.store import OfferStore

log = get_logger(__name__)


@dataclass(frozen=True)
class Revocation:
    agent: IssuerAgent
    store: OfferStore
    journal: OfferJournal
    acts: Acts
    wait_s: float
    _locks: NamedLocks = field(default_factory=NamedLocks, init=False)
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def revoke(self, offer_id: str, by: Actor) -> Offer:
        """Revoke, and wait for the ledger for a limited time; the offer returned is `revoked`, or `revoking` still.

        Raises NotFound, and Conflict when nothing was issued.
        """
        offer = await self._there(offer_id)
        if offer.state in REVOCABLE and offer.rev_reg_id is not None:
            await self._write_down(offer_id, by)
        elif offer.state not in (OfferState.REVOKING, OfferState.REVOKED):
            raise Conflict("Only a credential that was issued can be revoked.")
        # not cancelled when it takes longer: the agent would go on, and a second publisher be let in
        publishing = asyncio.create_task(self._finish_or_leave(offer_id), name="revocation")
        self._running.add(publishing)
        publishing.add_done_callback(self._running.discard)
        await asyncio.wait({publishing}, timeout=self.wait_s)
        return await self._there(offer_id)

    async def finish(self, offer_id: str) -> None:
        """Publish what is to be revoked. Raises what the agent does."""
        offer = await self._there(offer_id)
        if offer.rev_reg_id is None or offer.cred_rev_id is None:
            return
        async with self._locks.of(offer.rev_reg_id):
            if (await self._there(offer_id)).state is not OfferState.REVOKING:
                return
            await self.agent.revoke(offer.rev_reg_id, offer.cred_rev_id)
            await self.journal.move(offer_id, OfferState.REVOKED, revoked_at=self.journal.clock())

    async def _write_down(self, offer_id: str, by: Actor) -> None:
        async with self.journal.database.transaction() as transaction:
            if await self.journal.move_within(transaction, offer_id, OfferState.REVOKING):
                await self.acts.note(transaction, by, ActKind.REVOKED, offer_id)

    async def _finish_or_leave(self, offer_id: str) -> None:
        try:
            await self.finish(offer_id)
        except Problem as problem:  # the rounds take it up again
            log.warning("offer.revocation_delayed", offer_id=offer_id, code=problem.code)

    async def _there(self, offer_id: str) -> Offer:
        offer = await self.store.find(offer_id)
        if offer is None:
            raise NotFound("There is no offer of this id.")
        return offer
