"""Answers a holder's request with the credential, one at a time for each credential definition.

Several at once can get one revocation index from the agent (docs/adr/0003).
"""

from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from agent.errors import AgentRefused
from agent.ports import CredentialExchange, IssuerAgent
from agent.service.logging import get_logger
from issuer.domain.offer import Offer, OfferState, Reason
from issuer.services.locks import NamedLocks
from issuer.services.offer_journal import OfferJournal

log = get_logger(__name__)


@dataclass(frozen=True)
class Issuance:
    agent: IssuerAgent
    journal: OfferJournal
    _locks: NamedLocks = field(default_factory=NamedLocks, init=False)

    async def issue(self, offer: Offer, exchange: CredentialExchange) -> None:
        """Issue what was requested in this exchange."""
        await self.journal.move(offer.offer_id, OfferState.REQUESTED)
        async with self._locks.of(offer.cred_def_id):
            try:
                issued = await self.agent.issue(exchange)
            except AgentRefused:
                # what the agent abandons is seen at the next look; what it refuses for ever ends here
                if self.journal.clock() < offer.expires_at:
                    raise
                await self.journal.move(offer.offer_id, OfferState.FAILED, reason=Reason.AGENT_FAILED)
                return
            await self.note(offer, issued, OfferState.ISSUED)

    async def note(self, offer: Offer, exchange: CredentialExchange, state: OfferState) -> None:
        """Write down that the credential is out, and which index of which registry it has."""
        place = {"rev_reg_id": exchange.rev_reg_id, "cred_rev_id": exchange.cred_rev_id}
        first = {"issued_at": self.journal.clock()} if offer.issued_at is None else {}
        try:
            await self.journal.move(offer.offer_id, state, **place, **first)
        except IntegrityError:
            log.error("offer.revocation_index_taken", offer_id=offer.offer_id, cred_def_id=offer.cred_def_id)
            await self.journal.move(offer.offer_id, OfferState.FAILED, reason=Reason.REVOCATION_INDEX_TAKEN)
