"""Looking at the cards of wallets in the background, and telling their holders what came about.

Decides: a wallet is looked at when a card comes in, when an issuer's notice of a revocation comes, and every twelve
hours. A change is told once: it is written down together with its event, by whoever looked first. What the ledger
could not tell changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.errors import NotFound
from agent.protocol import CredentialId
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.card_state import CardState, news, seen
from wallet_api.services.audited import Audited
from wallet_api.services.cards import Cards
from wallet_api.services.events import Events
from wallet_api.store.card_watches import CardWatch, CardWatchStore

EVERY = timedelta(hours=12)
AT_ONCE = 20
"""Wallets in one round."""
TRIES = 3


@dataclass(frozen=True)
class CardWatching:
    database: Database
    store: CardWatchStore
    cards: Cards
    events: Events
    audited: Audited
    clock: Clock

    async def look(self, wallet_id: str) -> None:
        """Safe to repeat. Raises the agent's errors."""
        for _ in range(TRIES):
            try:
                if await self._look(wallet_id):
                    return
            except NotFound:  # it was ended meanwhile
                return

    async def _look(self, wallet_id: str) -> bool:
        """False if somebody else wrote down what they saw meanwhile, which may be older than what is seen here."""
        before, held = await self.store.find(wallet_id), await self.cards.all(wallet_id)
        known = before.states if before else {}
        states = seen(known, {card.credential.credential_id: card.state for card in held})
        async with self.database.transaction() as transaction:
            if not await self.store.put(transaction, before, CardWatch(wallet_id, states, self.clock())):
                return False
            for credential_id, state in news(known, states).items():
                await self._tell(transaction, wallet_id, CredentialId(credential_id), state)
        return True

    async def due(self) -> Sequence[str]:
        return await self.store.due(self.clock() - EVERY, AT_ONCE)

    async def _tell(
        self, transaction: Transaction, wallet_id: str, credential_id: CredentialId, state: CardState
    ) -> None:
        if state is CardState.REVOKED:
            card = Named("card", credential_id)
            await self.audited.in_wallet(transaction, wallet_id, Kind.REVOKE, "card-revoked", card)
        self.events.credential_is(transaction, wallet_id, credential_id, state)
