"""What the patient says about the emergency card: on or off, and what of it anybody would see.

Decides: it is off until the patient switches it on; switched on again it is another card with another code, so that
what was printed before, and whoever read by it, finds nothing from then on.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from agent.errors import NotFound
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.sealing import Sealer
from wallet_api.domain.allergies import Allergy, distinct
from wallet_api.domain.emergency import Emergency, EmergencyCardRecord, code_sha256
from wallet_api.domain.recovery_code import draw_code
from wallet_api.services.emergency.journal import EmergencyJournal
from wallet_api.store.emergencies import EmergencyCardStore, EmergencyStore
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore

ReadAllergies = Callable[[str], Awaitable[Sequence[Allergy]]]
"""Those of the cards that a wallet holds. Raises NotFound where the wallet is being ended, and the agent's errors."""


@dataclass(frozen=True)
class EmergencyCards:
    database: Database
    cards: EmergencyCardStore
    emergencies: EmergencyStore
    wallets: WalletStore
    allergies: ReadAllergies
    journal: EmergencyJournal
    sealer: Sealer
    clock: Clock

    async def find(self, wallet_id: str) -> EmergencyCardRecord | None:
        """None: it is off."""
        found = await self.cards.of_wallet(wallet_id)
        return found[0] if found else None

    def code(self, card: EmergencyCardRecord) -> str:
        """As it is printed."""
        return self.sealer.open(card.sealed_code)

    async def shown(self, wallet_id: str) -> Sequence[Allergy]:
        """What anybody would see of it now. Raises NotFound, and the agent's errors."""
        return distinct(await self.allergies(wallet_id))

    async def uses(self, wallet_id: str) -> Sequence[Emergency]:
        """Who broke the glass, the newest first."""
        return await self.emergencies.of_wallet(wallet_id)

    async def switch_on(self, wallet_id: str) -> EmergencyCardRecord:
        """Anew, if it is on already. Raises NotFound."""
        code = draw_code()
        found_by, sealed = code_sha256(code), self.sealer.seal(code)
        card = EmergencyCardRecord(new_id(), wallet_id, found_by, sealed, self.clock())
        async with self.database.transaction() as transaction:
            if not await self.wallets.is_ready(transaction, wallet_id):
                raise NotFound("There is no such wallet.")
            await self.cards.put(transaction, card)
            await self.journal.switched(transaction, wallet_id, is_on=True)
        return card

    async def switch_off(self, wallet_id: str) -> None:
        """Whoever looks next is refused. Safe to repeat."""
        async with self.database.transaction() as transaction:
            if await self.cards.clear(transaction, wallet_id):
                await self.journal.switched(transaction, wallet_id, is_on=False)
