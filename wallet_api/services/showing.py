"""What a patient is shown of a request: who asks, what would be seen, with which cards, and what to be careful about.

Decides: a request that the agent has lost is shown as failed, as it is about to be written down, so that one lost
request does not hide the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.errors import AgentRecordNotFound
from agent.protocol import CredentialId
from wallet_api.domain import choice
from wallet_api.domain.card_type import CardType
from wallet_api.domain.care import Weighed, weigh
from wallet_api.domain.choice import GroupChoice
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.states import Reason, RequestState
from wallet_api.services.cards import Cards
from wallet_api.services.naming import Naming
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import OfferStore
from wallet_api.store.requests import ProofAsked


@dataclass(frozen=True)
class ShownRequest:
    request: ProofAsked
    choices: tuple[GroupChoice, ...]
    """Empty when the request is over."""
    revoked: Mapping[CredentialId, bool | None]
    asker: Organisation | None
    """None for somebody unknown."""
    weighed: Weighed
    issuers: tuple[Sequence[Organisation], ...]
    """Per group that was asked, who issues the cards that can answer it, as far as the registry names them."""


class Showing:
    def __init__(
        self,
        wallets: Wallets,
        *,
        offers: OfferStore,
        cards: Cards,
        naming: Naming,
        types: Mapping[str, CardType],
        hint: Callable[[str], None],
    ) -> None:
        self._wallets = wallets
        self._offers = offers
        self._cards = cards
        self._naming = naming
        self._types = types
        self._hint = hint

    async def choices(self, request: ProofAsked) -> tuple[GroupChoice, ...]:
        """Per group the cards that can answer it now. Raises AgentRecordNotFound if the agent has lost the request."""
        holder = await self._wallets.holder(request.wallet_id)
        matches = await holder.matches(request.exchange_id)
        return choice.candidates(request.asked, matches, await self._offers.stored_at(request.wallet_id))

    async def show(self, request: ProofAsked) -> ShownRequest:
        if request.state is not RequestState.ASKED:
            return self._described(request, (), {})
        try:
            choices = await self.choices(request)
        except AgentRecordNotFound:
            self._hint(request.id)
            return self._described(replace(request, state=RequestState.FAILED, reason=Reason.LOST), (), {})
        holder = await self._wallets.holder(request.wallet_id)
        cards = [card.credential_id for group in choices for card in group.candidates]
        return self._described(request, choices, await self._cards.revoked(request.wallet_id, holder, cards))

    def _described(
        self, request: ProofAsked, choices: tuple[GroupChoice, ...], revoked: Mapping[CredentialId, bool | None]
    ) -> ShownRequest:
        organisations = self._naming.current()
        asker = organisations.of_id(request.asker_id)
        issuers = tuple(organisations.issuing_any(group.cred_def_ids) for group in request.asked)
        weighed = weigh(request.asked, self._types, asker, request.purpose_id)
        return ShownRequest(request, choices, revoked, asker, weighed, issuers)
