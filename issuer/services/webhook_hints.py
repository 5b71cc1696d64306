"""What a webhook is good for: the moment to look at an offer again, or the mark that somebody scanned it.

Most of an exchange's webhooks tell what our own call has just answered; asking the agent for each would cost more
than they are worth, so only those that say something new lead to a look. Whatever is missed here is found in the
rounds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from agent.ports import Hint
from agent.protocol import CredentialState, ExchangeId, Topic
from issuer.domain.offer import OPEN_TO_WALLETS
from issuer.services.offer_journal import OfferJournal
from issuer.store import OfferStore

_NEWS = frozenset(
    {CredentialState.REQUEST_RECEIVED, CredentialState.DONE, CredentialState.ABANDONED, CredentialState.DELETED}
)
_HANDSHAKE_BEGUN = frozenset({"request", "response", "active", "completed"})
"""States of a connection record (RFC 0023) after its invitation was answered."""
_REUSED = frozenset({"reuse-accepted", "done"})
"""States of an out-of-band record (RFC 0434) that a wallet with an earlier connection has answered."""


@dataclass(frozen=True)
class WebhookHints:
    store: OfferStore
    journal: OfferJournal
    look_at: Callable[[str], None]

    async def take(self, hint: Hint) -> None:
        """Act on a webhook; one that belongs to no offer is ignored."""
        match hint.topic:
            case Topic.ISSUE_CREDENTIAL:
                if hint.state in _NEWS:
                    await self._look(ExchangeId(hint.record_id))
            case Topic.CONNECTIONS:
                if hint.state in _HANDSHAKE_BEGUN:
                    await self._scanned(hint)
            case Topic.OUT_OF_BAND:
                if hint.state in _REUSED:
                    await self._scanned(hint)
            case Topic.PRESENT_PROOF | Topic.REVOCATION_NOTICE:
                return
            case other:
                assert_never(other)

    async def _look(self, exchange_id: ExchangeId) -> None:
        offer = await self.store.of_exchange(exchange_id)
        if offer is not None:
            self.look_at(offer.offer_id)

    async def _scanned(self, hint: Hint) -> None:
        if hint.invitation_id is None:
            return
        offer = await self.store.of_invitation(hint.invitation_id)
        if offer is not None and offer.state in OPEN_TO_WALLETS and not offer.taken_up:
            await self.journal.note_taken_up(offer.offer_id)
