"""Answers a holder's request with the credential, one at a time for each credential definition, among all processes.

Several at once can get one revocation index from the agent (docs/adr/0003).
"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from agent.errors import AgentRefused
from agent.ports import CredentialExchange, IssuerAgent
from agent.service.exclusive import Exclusive
from agent.service.logging import get_logger
from issuer.domain.offer import Offer, OfferState, Reason
from issuer.services.offer_journal import OfferJournal
from issuer.services.revocation import credentials_of

log = get_logger(__name__)


@dataclass(frozen=True)
class Issuance:
    agent: IssuerAgent
    journal: OfferJournal
    exclusive: Exclusive

    async def issue(self, offer: Offer, exchange: CredentialExchange) -> None:
        """Issue what was requested in this exchange, unless the offer was withdrawn meanwhile."""
        await self.journal.move(offer.offer_id, OfferState.REQUESTED)
        async with self.exclusive.holding(credentials_of(offer.cred_def_id)):
            found = await self.journal.store.find(offer.offer_id)
            if found is None or found.state is not OfferState.REQUESTED:
                return
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
        """Write down that the credential is out, which index of which registry it has, and who holds it."""
        place = {
            "rev_reg_id": exchange.rev_reg_id, "cred_rev_id": exchange.cred_rev_id,
            "connection_id": exchange.connection_id,
        }  # fmt: skip
        first = {"issued_at": self.journal.clock()} if offer.issued_at is None else {}
        try:
            await self.journal.move(offer.offer_id, state, **place, **first)
        except IntegrityError:
            log.error("offer.revocation_index_taken", offer_id=offer.offer_id, cred_def_id=offer.cred_def_id)
            await self.journal.move(offer.offer_id, OfferState.FAILED, reason=Reason.REVOCATION_INDEX_TAKEN)
