"""The allergies of the cards that a wallet holds, read anew whenever they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wallet_api.domain.allergies import ALLERGY, LIST, Allergy, allergies
from wallet_api.domain.card_type import CardType
from wallet_api.services.cards import Cards


@dataclass(frozen=True)
class HeldAllergies:
    cards: Cards
    types: Mapping[str, CardType]

    async def __call__(self, wallet_id: str) -> Sequence[Allergy]:
        """Raises NotFound where the wallet is being ended, and the agent's errors."""
        held = await self.cards.all(wallet_id, (ALLERGY, LIST))
        return allergies([(each.credential, each.state) for each in held], self.types)
