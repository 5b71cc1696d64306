"""Deleting a card that its holder wants no more.

Decides: first the agent, then our rows of how the card came; a call that was cut off in between is repeated, and is
only refused where neither has anything of it. What was shown of the card stays in the wallet's history: who has seen it
does not forget either.
"""

from dataclasses import dataclass

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.errors import NotFound
from agent.protocol import CredentialId
from agent.service.database import Database
from agent.service.logging import get_logger
from wallet_api.services.audited import Audited
from wallet_api.services.events import Events
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import OfferStore
from wallet_api.store.scans import ScanStore

log = get_logger(__name__)


@dataclass(frozen=True)
class CardDeletion:
    database: Database
    offers: OfferStore
    scans: ScanStore
    wallets: Wallets
    events: Events
    audited: Audited

    async def delete(self, wallet_id: str, credential_id: CredentialId) -> None:
        """Safe to repeat. Raises NotFound, and the agent's errors."""
        card = Named("card", credential_id)
        async with self.audited.refusals(wallet_id, Kind.ERASE, "card-deleted", card):
            await self._delete(wallet_id, credential_id, card)

    async def _delete(self, wallet_id: str, credential_id: CredentialId, card: Named) -> None:
        holder = await self.wallets.holder(wallet_id)
        is_held = any(each.credential_id == credential_id for each in await holder.credentials())
        offer = await self.offers.of_credential(wallet_id, credential_id)
        if not is_held and offer is None:
            raise NotFound("There is no such card in this wallet.")
        if is_held:
            await holder.delete_credential(credential_id)
        if offer is not None:  # where it was not closed yet, what it came by has the values too
            for connection_id in await self.scans.connections_of_offer(wallet_id, offer.id):
                await holder.forget_invitation(connection_id)
            await holder.delete_credential_exchange(offer.exchange_id)
        async with self.database.transaction() as transaction:
            if offer is not None:
                await self.offers.delete(transaction, offer)
            await self.audited.in_wallet(transaction, wallet_id, Kind.ERASE, "card-deleted", card)
            self.events.credential_deleted(transaction, wallet_id, credential_id)
        log.info("card.deleted")
