"""Where each card was shown: written down before the agent presents, settled afterwards.

Decides: whoever is killed between the two leaves "may have been shown", never nothing. What the agent turns out not to
have sent is taken back when the request ends. The name is the one that the registry gave the asker at that moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import InvalidInput, NotFound
from agent.protocol import CredentialId
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.disclosure import DisclosureState, parts
from wallet_api.services.naming import Naming
from wallet_api.store.disclosures import Disclosure, DisclosureStore
from wallet_api.store.offers import OfferStore
from wallet_api.store.requests import ProofAsked
from wallet_api.store.rows import new_id


@dataclass(frozen=True)
class Page:
    disclosures: Sequence[Disclosure]
    next_after: str | None
    """The id to go on from; None if that was all."""


@dataclass(frozen=True)
class Disclosures:
    database: Database
    store: DisclosureStore
    offers: OfferStore
    naming: Naming
    clock: Clock

    async def begin(self, request: ProofAsked, cards: Sequence[CredentialId]) -> None:
        """These cards, one for each group, are about to be shown."""
        asker = self.naming.current().of_id(request.asker_id)
        async with self.database.transaction() as transaction:
            await self.store.begin(
                transaction,
                [
                    Disclosure(
                        id=new_id(), wallet_id=request.wallet_id, request_id=request.id, credential_id=card,
                        state=DisclosureState.POSSIBLE, asker_id=asker.id if asker else None,
                        asker_name=asker.name if asker else None, claimed_label=request.claimed_label,
                        claimed_purpose=request.claimed_purpose, revealed=part.revealed, proved=part.proved,
                        created_at=self.clock(),
                    )
                    for card, part in parts(request.asked, cards).items()
                ],
            )  # fmt: skip

    async def settle(self, transaction: Transaction, request: ProofAsked) -> None:
        """What stands there of the request was shown."""
        await self.store.settle(transaction, request.id)

    async def withdraw(self, transaction: Transaction, request: ProofAsked) -> None:
        """The agent has sent nothing for the request."""
        await self.store.withdraw(transaction, request.id)

    async def page(self, wallet_id: str, after: str | None, limit: int, request_id: str | None = None) -> Page:
        """Raises InvalidInput for an `after` that is none of the wallet's."""
        return await self._page(wallet_id, after, limit, request_id=request_id)

    async def of_card(self, wallet_id: str, credential_id: str, after: str | None, limit: int) -> Page:
        """Also of a card that was deleted. Raises NotFound for one that was never in the wallet, and InvalidInput."""
        found = await self._page(wallet_id, after, limit, credential_id=credential_id)
        if found.disclosures or after is not None:
            return found
        if await self.offers.of_credential(wallet_id, CredentialId(credential_id)) is None:
            raise NotFound("There is no such card in this wallet.")
        return found

    async def _page(
        self, wallet_id: str, after: str | None, limit: int, *,
        credential_id: str | None = None, request_id: str | None = None,
    ) -> Page:  # fmt: skip
        last = None if after is None else await self.store.find(wallet_id, after)
        if after is not None and last is None:
            raise InvalidInput("There is nothing of the id given as 'after'.", next_step="Begin with the first page.")
        found = await self.store.page(wallet_id, last, limit + 1, credential_id=credential_id, request_id=request_id)
        shown = found[:limit]
        return Page(shown, shown[-1].id if len(found) > limit else None)
