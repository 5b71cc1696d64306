"""Revokes credentials that were issued: written down first, then published, then seen on the ledger.

One publisher for each credential definition, among all processes, and no issuance meanwhile: the agent writes one
record when it issues and when it revokes, and can lose either (docs/adr/0009). A publication takes all that is to be
revoked in its registry at that moment; what comes while it runs gathers for the next one. A crash in between leaves
offers in `revoking`, which every round takes up again; the agent's port asks the ledger before and after.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import Conflict, NotFound, Problem
from agent.ports import IssuerAgent
from agent.protocol import CredDefId
from agent.service.exclusive import Exclusive
from agent.service.logging import declare_fields, get_logger
from issuer.domain.act import ActKind
from issuer.domain.offer import REVOCABLE, Notice, Offer, OfferState
from issuer.services.offer_journal import OfferJournal
from issuer.store import OfferStore

declare_fields("rev_reg_id")
log = get_logger(__name__)


def credentials_of(cred_def_id: CredDefId) -> str:
    """The name under which issuing and revoking credentials of a definition are kept apart."""
    return f"credentials:{cred_def_id}"


@dataclass(frozen=True)
class Revocation:
    agent: IssuerAgent
    store: OfferStore
    journal: OfferJournal
    acts: Acts
    exclusive: Exclusive
    look_at: Callable[[str], None]
    """Asks for an offer to be refreshed soon."""
    wait_s: float
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def revoke(self, offer_id: str, by: Actor) -> Offer:
        """Revoke, and wait for the ledger for a limited time; the offer returned is `revoked`, or `revoking` still.

        Raises NotFound, and Conflict when nothing was issued.
        """
        async with self.acts.refusals(by, ActKind.REVOKED, offer_id):
            offer = await self._there(offer_id)
            if offer.state in REVOCABLE and offer.rev_reg_id is not None:
                await self._write_down(offer_id, by)
            elif offer.state not in (OfferState.REVOKING, OfferState.REVOKED):
                raise Conflict("Only a credential that was issued can be revoked.")
        await asyncio.wait({self._publishing(offer)}, timeout=self.wait_s)
        return await self._there(offer_id)

    async def finish(self, offer_id: str) -> None:
        """Publish what is to be revoked. Raises what the agent does, and Busy."""
        await asyncio.shield(self._publishing(await self._there(offer_id)))

    async def _write_down(self, offer_id: str, by: Actor) -> None:
        async with self.journal.database.transaction() as transaction:
            if await self.journal.move_within(transaction, offer_id, OfferState.REVOKING):
                await self.acts.note(transaction, by, ActKind.REVOKED, offer_id)

    def _publishing(self, offer: Offer) -> asyncio.Task[None]:
        """Not cancelled with its caller: the agent would go on, and a second publisher be let in."""
        publishing = asyncio.create_task(self._publish(offer), name="revocation")
        self._running.add(publishing)
        publishing.add_done_callback(self._ended)
        return publishing

    def _ended(self, publishing: asyncio.Task[None]) -> None:
        self._running.discard(publishing)
        failure = None if publishing.cancelled() else publishing.exception()
        if isinstance(failure, Problem):
            log.warning("revocation.delayed", code=failure.code)  # the rounds take it up again
        elif isinstance(failure, Exception):
            log.failure("revocation.failed", failure)

    async def _publish(self, offer: Offer) -> None:
        if offer.rev_reg_id is None:
            return
        async with self.exclusive.holding(credentials_of(offer.cred_def_id)):
            found = await self.store.find(offer.offer_id)
            if found is None or found.state is not OfferState.REVOKING:
                return  # the publication that we waited for took it along
            together = await self.store.revoking_in(offer.rev_reg_id)
            indexes = [each.cred_rev_id for each in together if each.cred_rev_id is not None]
            await self.agent.revoke(offer.rev_reg_id, indexes)
            await self._note_revoked(together)
        log.info("revocation.published", rev_reg_id=offer.rev_reg_id, count=len(together))

    async def _note_revoked(self, together: Sequence[Offer]) -> None:
        now = self.journal.clock()
        async with self.journal.database.transaction() as transaction:
            for each in together:
                notice = each.notice or (Notice.DUE if each.connection_id else None)
                values = {"revoked_at": now, "notice": notice}
                await self.journal.move_within(transaction, each.offer_id, OfferState.REVOKED, **values)
        for each in together:
            self.look_at(each.offer_id)

    async def _there(self, offer_id: str) -> Offer:
        offer = await self.store.find(offer_id)
        if offer is None:
            raise NotFound("There is no offer of this id.")
        return offer
